package io.yiwang.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everyday words for official ones. A line {@code 罚单 = 罚款, 违法处理} lets the first find the others;
 * {@code - 怎么} is a word that finds nothing; {@code #} begins a comment. UTF-8.
 */
final class Synonyms {
  private final Map<String, List<String>> words = new LinkedHashMap<>();
  private final List<String> fillers = new ArrayList<>();

  private Synonyms(BufferedReader in) throws IOException {
    int number = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      number++;
      String text = TextAnalyzer.normal(line).strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      int equals = text.indexOf('=');
      if (text.startsWith("- ")) {
        fillers.add(text.substring(2).strip());
      } else if (equals > 0) {
        words.put(
            text.substring(0, equals).strip(),
            List.of(text.substring(equals + 1).strip().split("\\s*,\\s*")));
      } else {
        throw new IllegalArgumentException(
            "line " + number + " of the synonyms must be 'word = other, other' or '- word'");
      }
    }
    fillers.sort((a, b) -> b.length() - a.length());
  }

  static Synonyms shipped() {
    try (InputStream in = Synonyms.class.getResourceAsStream("synonyms.txt")) {
      if (in == null) {
        throw new IllegalStateException("synonyms.txt is missing from yiwang-core");
      }
      return new Synonyms(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Synonyms of(Path file) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      return new Synonyms(in);
    }
  }

  /** The text less the words that find nothing, unless nothing would be left. */
  String stripFillers(String normal) {
    String rest = normal;
    for (String filler : fillers) {
      rest = rest.replace(filler, " ");
    }
    return rest.isBlank() ? normal : rest;
  }

  /** What a text also means. */
  Set<String> synonymsOf(String essence) {
    Set<String> others = new LinkedHashSet<>();
    words.forEach(
        (word, meanings) -> {
          if (TextAnalyzer.isHan(word)
              ? essence.contains(word)
              : (" " + essence + " ").contains(" " + word + " ")) {
            others.addAll(meanings);
          }
        });
    return others;
  }
}
