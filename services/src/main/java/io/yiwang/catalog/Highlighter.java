package io.yiwang.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Marks the parts of a name that answer a search. */
final class Highlighter {
  private final List<String> texts;

  /**
   * Marks texts.
   *
   * @param texts what was searched for, and its synonyms
   */
  Highlighter(List<String> texts) {
    this.texts = texts;
  }

  /** Returns the parts of a name that occur in one of the texts, in order. */
  List<LocalSearchResult.Span> spans(String name) {
    String normal = TextAnalyzer.normal(name);
    if (normal.length() != name.length()) {
      // Its parts are at other places than those of the name.
      return List.of();
    }
    boolean[] marked = new boolean[name.length()];
    for (String text : texts) {
      for (String run : TextAnalyzer.runs(text)) {
        boolean isByPairs = TextAnalyzer.isHan(run) && run.length() > 1;
        for (String part : isByPairs ? TextAnalyzer.pairs(run) : List.of(run)) {
          for (int at = normal.indexOf(part); at >= 0; at = normal.indexOf(part, at + 1)) {
            Arrays.fill(marked, at, at + part.length(), true);
          }
        }
      }
    }
    return spans(marked);
  }

  private static List<LocalSearchResult.Span> spans(boolean[] marked) {
    List<LocalSearchResult.Span> spans = new ArrayList<>();
    for (int i = 0; i < marked.length; i++) {
      int start = i;
      while (i < marked.length && marked[i]) {
        i++;
      }
      if (i > start) {
        spans.add(new LocalSearchResult.Span(start, i));
      }
    }
    return spans;
  }
}
