package io.yiwang.catalog;

import static io.yiwang.catalog.TermQueries.add;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;

/** Builds queries for words in Latin letters: as English and as pinyin. For one thread. */
final class LatinQueries {
  /** The weight of an everyday word that is written by its sound. */
  private static final float SOUND_WEIGHT = 0.8f;

  /** The most letters that are tried as two words without the blank between them. */
  private static final int LONGEST_PAIR = 40;

  private final TermQueries terms;
  private final SynonymQueries words;
  private final Synonyms synonyms;

  LatinQueries(TermQueries terms, SynonymQueries words, Synonyms synonyms) {
    this.terms = terms;
    this.words = words;
    this.synonyms = synonyms;
  }

  /**
   * Adds queries for words that follow each other.
   *
   * @param isAll whether the text has no other words
   */
  void addRuns(BooleanQuery.Builder all, List<String> typed, boolean isAll) throws IOException {
    if (typed.isEmpty()) {
      return;
    }
    addWords(all, withoutFillers(typed), isAll);
    String letters = String.join("", typed);
    if (typed.size() > 1) {
      List<Query> alternatives = new ArrayList<>();
      terms.addSounds(alternatives, letters, 8);
      add(all, TermQueries.bestOf(alternatives, 0));
    }
    List<String> syllables = Pinyin.syllables(letters);
    for (int i = 0; i + 2 <= syllables.size(); i++) {
      String pair = Pinyin.pair(syllables.get(i), syllables.get(i + 1));
      add(all, terms.syllables(Set.of(pair), 0.7f));
    }
    words.addBySound(all, syllables, SOUND_WEIGHT);
  }

  /** Returns the words that are not fillers, or all if there is no other. */
  private List<String> withoutFillers(List<String> typed) {
    List<String> rest = typed.stream().filter(each -> !synonyms.isFiller(each)).toList();
    return rest.isEmpty() ? List.copyOf(typed) : rest;
  }

  private void addWords(BooleanQuery.Builder all, List<String> typed, boolean isAll)
      throws IOException {
    List<Synonyms.Span> spans = synonyms.englishSpans(typed);
    for (int i = 0; i < typed.size(); i++) {
      int at = i;
      Synonyms.Span span =
          spans.stream()
              .filter(each -> each.start() <= at && at < each.end())
              .findFirst()
              .orElse(null);
      if (span == null) {
        add(all, word(typed.get(i), isAll && typed.size() == 1));
      } else if (span.start() == i) {
        add(all, words.english(typed.subList(span.start(), span.end()), span.synonyms()));
      }
    }
  }

  /** Returns a query for a word that is English, or the sound of something, or its initials. */
  private @Nullable Query word(String word, boolean isAll) throws IOException {
    List<Query> alternatives = new ArrayList<>();
    TermQueries.addTo(alternatives, terms.englishOrSimilar(word));
    if (isAll || word.length() > 1) {
      terms.addSounds(alternatives, word, isAll ? 7 : 4);
    }
    Query found = TermQueries.bestOf(alternatives, 0);
    if (found == null) {
      found = words.english(List.of(word), synonyms.ofMisspelled(word));
    }
    return found == null ? twoWords(word) : found;
  }

  /** Returns a query for two words without the blank between them. */
  private @Nullable Query twoWords(String letters) throws IOException {
    for (int at = Math.min(letters.length(), LONGEST_PAIR) - 3; at > 1; at--) {
      Query first = known(letters.substring(0, at));
      Query second = first == null ? null : known(letters.substring(at));
      if (first != null && second != null) {
        return new BooleanQuery.Builder()
            .add(first, Occur.SHOULD)
            .add(second, Occur.SHOULD)
            .build();
      }
    }
    return null;
  }

  private @Nullable Query known(String word) throws IOException {
    Query itself = terms.english(word, 1.2f);
    return itself == null ? terms.english(TextAnalyzer.stem(word), 1) : itself;
  }
}
