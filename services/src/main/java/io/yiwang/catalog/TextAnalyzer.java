package io.yiwang.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns texts into terms. Chinese is cut into pairs of characters and single ones: people do not
 * type whole words, and a word segmenter misses a third of what they type.
 */
final class TextAnalyzer {
  private static final Pattern RUN = Pattern.compile("\\p{IsHan}+|[a-z]+|[0-9]+");
  private static final Pattern GENITIVE = Pattern.compile("(?<=[a-z])['\u2019]s\\b");

  /** Matches pinyin with its tones as digits, as in {@code hu4zhao4}. */
  private static final Pattern TONE_DIGITS = Pattern.compile("(?:[a-z]{1,6}[1-5]\\s*){2,}");

  /** The longest text that is indexed or searched for, in UTF-16 units. */
  private static final int LONGEST_TEXT = 300;

  static final int LONGEST_TERM = 300;

  /** The most letters of a sound, or of initials, that are indexed or searched for. */
  static final int LONGEST_SOUND = 48;

  private static final int SHORTEST_STEM = 4;
  private static final List<String> ENDINGS =
      List.of(
          "ations", "ation", "ements", "ement", "ments", "ment", "ings", "ing", "ions", "ion",
          "als", "al", "ers", "er", "ies", "ied", "ed", "es", "e", "s", "y");

  /** Holds the simplified form of each character, by the character's code. */
  private static final char[] SIMPLIFIED = simplified();

  private TextAnalyzer() {}

  private static char[] simplified() {
    char[] table = new char[Character.MAX_VALUE + 1];
    for (int i = 0; i < table.length; i++) {
      table[i] = (char) i;
    }
    try (InputStream in = TextAnalyzer.class.getResourceAsStream("simplified.txt")) {
      if (in == null) {
        throw new IllegalStateException("simplified.txt is missing from yiwang-services");
      }
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line -> {
                for (int i = 0; i + 2 <= line.length(); i += 2) {
                  table[line.charAt(i)] = line.charAt(i + 1);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table;
  }

  /**
   * Returns a text in the form in which texts are compared: simplified characters, lower case, no
   * accents, cut if it is long.
   */
  static String normal(String text) {
    return plain(cut(text));
  }

  /** Returns a whole text in the form in which texts are compared. */
  static String plain(String text) {
    String normal = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    StringBuilder plain = new StringBuilder(normal.length());
    for (int i = 0; i < normal.length(); i++) {
      char each = normal.charAt(i);
      plain.append(each > 0x7f && each < 0x250 ? bare(each) : SIMPLIFIED[each]);
    }
    return plain.toString();
  }

  /** Returns a letter without its accents; {@code v} for ü, as pinyin is typed. */
  private static char bare(char letter) {
    String parts = Normalizer.normalize(String.valueOf(letter), Normalizer.Form.NFD);
    return parts.charAt(0) == 'u' && parts.indexOf('\u0308') > 0 ? 'v' : parts.charAt(0);
  }

  /** Cuts a text off: citizens and gateways may send any length, and its cost grows with it. */
  private static String cut(String text) {
    if (text.length() <= LONGEST_TEXT) {
      return text;
    }
    boolean isHalved = Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1));
    return text.substring(0, isHalved ? LONGEST_TEXT - 1 : LONGEST_TEXT);
  }

  /** Returns the runs of Chinese, of Latin letters and of digits in a text, in order. */
  static List<String> runs(String normal) {
    String text = GENITIVE.matcher(normal).replaceAll("");
    if (TONE_DIGITS.matcher(text.strip()).matches()) {
      text = text.replaceAll("[1-5]", "");
    }
    List<String> runs = new ArrayList<>();
    for (Matcher run = RUN.matcher(text); run.find(); ) {
      runs.add(run.group());
    }
    return runs;
  }

  static boolean isHan(String run) {
    return Character.UnicodeScript.of(run.codePointAt(0)) == Character.UnicodeScript.HAN;
  }

  static boolean isLatin(String run) {
    return run.charAt(0) >= 'a' && run.charAt(0) <= 'z';
  }

  /** Returns the characters of a run. */
  static List<Integer> characters(String run) {
    return run.codePoints().boxed().toList();
  }

  /** Returns the terms to index for a text: characters, pairs of them, words, numbers. */
  static List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    for (String run : runs(normal(text))) {
      if (isHan(run)) {
        run.codePoints().forEach(each -> terms.add(Character.toString(each)));
        terms.addAll(pairs(run));
      } else {
        terms.add(run);
      }
    }
    return terms;
  }

  /** Returns each two characters that follow each other in a run. */
  static List<String> pairs(String run) {
    int[] points = run.codePoints().toArray();
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i + 2 <= points.length; i++) {
      pairs.add(new String(points, i, 2));
    }
    return pairs;
  }

  /** Returns the words in Latin letters of a text, and their stems. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String run : runs(normal(text))) {
      if (isLatin(run)) {
        words.add(run);
        words.add(stem(run));
      }
    }
    return words;
  }

  /** Returns an English word without its ending, marked so that it does not look like a word. */
  static String stem(String word) {
    String british = word.replace("licens", "licenc").replace("enroll", "enrol");
    for (String ending : ENDINGS) {
      if (british.endsWith(ending) && british.length() - ending.length() >= SHORTEST_STEM) {
        return '~' + british.substring(0, british.length() - ending.length());
      }
    }
    return '~' + british;
  }

  /**
   * Returns whether one misspelled, missing or added letter, or two swapped, are the difference.
   */
  static boolean isSimilar(String one, String two) {
    int start = 0;
    int shorter = Math.min(one.length(), two.length());
    while (start < shorter && one.charAt(start) == two.charAt(start)) {
      start++;
    }
    int end = 0;
    while (end < shorter - start
        && one.charAt(one.length() - 1 - end) == two.charAt(two.length() - 1 - end)) {
      end++;
    }
    int differing = Math.max(one.length(), two.length()) - start - end;
    return differing <= 1
        || (differing == 2
            && one.length() == two.length()
            && one.charAt(start) == two.charAt(start + 1)
            && one.charAt(start + 1) == two.charAt(start));
  }

  /** Returns the sounds of a text from each of its characters on, without punctuation. */
  static Set<String> sounds(String text) {
    return Pinyin.from(han(text), false, LONGEST_SOUND);
  }

  /** Returns the initials of a text's sounds from each of its characters on. */
  static Set<String> initials(String text) {
    return Pinyin.from(han(text), true, LONGEST_SOUND);
  }

  /** Returns the folded sounds of each two neighbouring characters of a text. */
  static Set<String> syllables(String text) {
    List<Integer> han = han(text);
    Set<String> pairs = new LinkedHashSet<>();
    for (int i = 0; i + 2 <= han.size(); i++) {
      pairs.addAll(Pinyin.pairs(han.get(i), han.get(i + 1)));
    }
    return pairs;
  }

  private static List<Integer> han(String text) {
    List<Integer> han = new ArrayList<>();
    for (String run : runs(normal(text))) {
      if (isHan(run)) {
        han.addAll(characters(run));
      }
    }
    return han;
  }
}
