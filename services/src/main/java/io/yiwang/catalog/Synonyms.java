package io.yiwang.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Translates everyday words into official ones, by a file. A line {@code 罚单 = 罚款, 违法处理} lets the
 * first word find the others. A line {@code 公司, 饭店 + 关门, 不开 = 注销登记} applies where a word of each
 * side of the plus is in the text, near each other and in either order. A line {@code ~ 补办} names a
 * generic word, which many services share and which weighs less than others; {@code - 怎么} names a
 * filler, which finds nothing; {@code #} begins a comment.
 */
final class Synonyms {
  /** Marks a part of a text that has synonyms, {@code end} not included. */
  record Span(int start, int end, List<String> synonyms) {}

  /**
   * Holds what two words mean in combination.
   *
   * @param size how many characters the two have
   */
  record Meaning(int size, List<String> synonyms) {}

  /** Holds a line with a plus: the words of its two sides, and what two of them mean. */
  private record Combination(List<String> left, List<String> right, List<String> meanings) {}

  /** Holds a word of a left side; these are looked up by their first character. */
  private record LeftWord(String word, Combination combination) {}

  private static final int MOST_ENGLISH_WORDS = 4;

  /** The most characters between two words of a combination. */
  private static final int LARGEST_GAP = 10;

  /** Matches what somebody has already, or does not mean, as in {@code 除了营业执照以外}. */
  private static final Pattern EXCLUSION =
      Pattern.compile("除了?[^,;.、。!?\\s]{1,20}?(以外|之外|外|(?=还需?要|还得|还有|还应))");

  private final Map<String, List<String>> words = new HashMap<>();
  private final Map<Character, List<LeftWord>> leftWords = new HashMap<>();
  private final Map<String, List<String>> english = new HashMap<>();
  private final Map<String, List<String>> sounds = new HashMap<>();
  private final Set<String> generic = new HashSet<>();
  private final List<String> fillers = new ArrayList<>();
  private final Set<String> englishFillers = new HashSet<>();
  private int longest;

  private Synonyms(String text) {
    int number = 0;
    for (String each : text.lines().toList()) {
      number++;
      String line = TextAnalyzer.plain(each).strip();
      int equals = line.indexOf('=');
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("- ")) {
        addFiller(line.substring(2).strip());
      } else if (line.startsWith("~ ")) {
        generic.add(line.substring(2).strip());
      } else if (equals > 0) {
        addWord(line.substring(0, equals).strip(), list(line.substring(equals + 1)));
      } else {
        throw new IllegalArgumentException(
            "line "
                + number
                + " of the synonyms must be 'word = other, other', 'word, word + word, word = other', '~ word' or"
                + " '- word'");
      }
    }
    fillers.sort((a, b) -> b.length() - a.length());
    for (String each : words.keySet()) {
      longest = Math.max(longest, each.length());
    }
    for (String each : generic) {
      longest = Math.max(longest, each.length());
    }
  }

  private void addFiller(String word) {
    if (!word.isEmpty() && TextAnalyzer.isLatin(word)) {
      englishFillers.add(word);
    } else if (!word.isEmpty()) {
      fillers.add(word);
    }
  }

  private static List<String> list(String words) {
    return Arrays.stream(words.split("[,;、]", -1))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .toList();
  }

  private void addWord(String word, List<String> meanings) {
    if (word.isEmpty() || meanings.isEmpty()) {
      return;
    }
    int plus = word.indexOf('+');
    if (plus > 0) {
      addCombination(
          new Combination(list(word.substring(0, plus)), list(word.substring(plus + 1)), meanings));
    } else if (TextAnalyzer.isLatin(word)) {
      english.put(stems(TextAnalyzer.runs(word)), meanings);
    } else {
      words.put(word, meanings);
      addSound(word, meanings);
    }
  }

  private void addCombination(Combination combination) {
    for (String each : combination.left()) {
      leftWords
          .computeIfAbsent(each.charAt(0), first -> new ArrayList<>())
          .add(new LeftWord(each, combination));
    }
  }

  private void addSound(String word, List<String> meanings) {
    List<String> syllables = new ArrayList<>();
    for (int each : TextAnalyzer.characters(word)) {
      List<String> readings = Pinyin.readings(each);
      if (readings.isEmpty()) {
        return;
      }
      syllables.add(Pinyin.fold(readings.get(0)));
    }
    List<String> wordAndMeanings = new ArrayList<>(List.of(word));
    wordAndMeanings.addAll(meanings);
    sounds.putIfAbsent(String.join(" ", syllables), wordAndMeanings);
  }

  private static String stems(List<String> words) {
    return String.join(" ", words.stream().map(TextAnalyzer::stem).toList());
  }

  /** Returns the synonyms that come with this library. */
  static Synonyms shipped() {
    try (InputStream in = Synonyms.class.getResourceAsStream("synonyms.txt")) {
      if (in == null) {
        throw new IllegalStateException("synonyms.txt is missing from yiwang-services");
      }
      return new Synonyms(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads synonyms from a platform's own file. */
  static Synonyms of(Path file) throws IOException {
    return new Synonyms(text(Files.readAllBytes(file)));
  }

  /**
   * Decodes UTF-8, or what Chinese editors write as well: UTF-16 with a byte-order mark, or GBK.
   */
  private static String text(byte[] bytes) throws IOException {
    int marked = bytes.length < 2 ? 0 : ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
    if (marked == 0xfeff || marked == 0xfffe) {
      return new String(bytes, StandardCharsets.UTF_16);
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      try {
        text = Charset.forName("GB18030").newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException other) {
        throw new IOException("the synonyms are neither UTF-8 nor GBK; save the file as UTF-8", e);
      }
    }
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  /** Returns a text with blanks in place of what it excludes, unless nothing would be left. */
  String withoutExclusions(String normal) {
    String asked =
        EXCLUSION.matcher(normal).replaceAll(found -> " ".repeat(found.group().length()));
    return asked.isBlank() ? normal : asked;
  }

  /** Returns a text with blanks in place of its fillers, unless nothing would be left. */
  String withoutFillers(String normal) {
    boolean[] kept = new boolean[normal.length()];
    spans(normal).forEach(span -> Arrays.fill(kept, span.start(), span.end(), true));
    StringBuilder rest = new StringBuilder(normal);
    for (String filler : fillers) {
      for (int at = rest.indexOf(filler); at >= 0; at = rest.indexOf(filler, at + 1)) {
        // A part of a word with synonyms, such as 了 in 走了, is not a filler.
        if (!(kept[at] && kept[at + filler.length() - 1])) {
          rest.replace(at, at + filler.length(), " ".repeat(filler.length()));
        }
      }
    }
    return rest.toString().isBlank() ? normal : rest.toString();
  }

  /**
   * Returns the synonyms of the word in Latin letters that a misspelled one is similar to; empty if
   * there is none.
   */
  List<String> ofMisspelled(String word) {
    if (word.length() < 5) {
      return List.of();
    }
    String stem = TextAnalyzer.stem(word);
    for (Map.Entry<String, List<String>> each : english.entrySet()) {
      String known = each.getKey();
      if (known.indexOf(' ') < 0
          && known.charAt(1) == stem.charAt(1)
          && TextAnalyzer.isSimilar(known, stem)) {
        return each.getValue();
      }
    }
    return List.of();
  }

  /** Returns whether a word in Latin letters is a filler. */
  boolean isFiller(String word) {
    return englishFillers.contains(word);
  }

  /** Returns the words with synonyms in a run: the longest ones, none of them inside another. */
  List<Span> spans(String run) {
    List<Span> spans = new ArrayList<>();
    int covered = 0;
    for (int start = 0; start < run.length(); start++) {
      for (int end = Math.min(run.length(), start + longest);
          end > Math.max(start, covered);
          end--) {
        List<String> synonyms = words.get(run.substring(start, end));
        if (synonyms != null) {
          spans.add(new Span(start, end, synonyms));
          covered = end;
          break;
        }
      }
    }
    return spans;
  }

  /** Returns what pairs of words in a text mean that are near each other. */
  List<Meaning> combinedMeanings(String text) {
    Map<Combination, Integer> sizes = new LinkedHashMap<>();
    for (int at = 0; at < text.length(); at++) {
      for (LeftWord each : leftWords.getOrDefault(text.charAt(at), List.of())) {
        int end = at + each.word().length();
        int right =
            isAt(text, each.word(), at) ? lengthNear(text, at, end, each.combination().right()) : 0;
        if (right > 0) {
          sizes.merge(each.combination(), end - at + right, Math::max);
        }
      }
    }
    List<Meaning> found = new ArrayList<>();
    sizes.forEach((each, size) -> found.add(new Meaning(size, each.meanings())));
    return found;
  }

  /** Returns the length of the longest word that is near a part of the text; 0 if none is. */
  private static int lengthNear(String text, int start, int end, List<String> words) {
    int longest = 0;
    for (String word : words) {
      int length = word.length();
      for (int at = Math.max(0, start - LARGEST_GAP - length); at <= end + LARGEST_GAP; at++) {
        if ((at + length <= start || at >= end) && isAt(text, word, at)) {
          longest = Math.max(longest, length);
          break;
        }
      }
    }
    return longest;
  }

  /**
   * Returns whether a word is at a place; one in Latin letters must not be part of a longer one.
   */
  private static boolean isAt(String text, String word, int at) {
    return text.startsWith(word, at)
        && !(TextAnalyzer.isLatin(word)
            && (isLatin(text, at - 1) || isLatin(text, at + word.length())));
  }

  private static boolean isLatin(String text, int at) {
    return at >= 0 && at < text.length() && TextAnalyzer.isLatin(text.substring(at));
  }

  /**
   * Returns the words with synonyms that sound so; the word itself is the first of its synonyms.
   */
  List<Span> soundSpans(List<String> syllables) {
    List<String> folded = syllables.stream().map(Pinyin::fold).toList();
    List<Span> spans = new ArrayList<>();
    for (int start = 0; start < folded.size(); start++) {
      for (int end = Math.min(folded.size(), start + longest); end > start + 1; end--) {
        List<String> synonyms = sounds.get(String.join(" ", folded.subList(start, end)));
        if (synonyms != null) {
          spans.add(new Span(start, end, synonyms));
          start = end - 1;
          break;
        }
      }
    }
    return spans;
  }

  /** Returns the words in Latin letters that have synonyms, up to four together. */
  List<Span> englishSpans(List<String> typed) {
    List<Span> spans = new ArrayList<>();
    for (int start = 0; start < typed.size(); start++) {
      for (int end = Math.min(typed.size(), start + MOST_ENGLISH_WORDS); end > start; end--) {
        List<String> synonyms = english.get(stems(typed.subList(start, end)));
        if (synonyms != null) {
          spans.add(new Span(start, end, synonyms));
          start = end - 1;
          break;
        }
      }
    }
    return spans;
  }

  /** Returns which characters of a run belong to generic words. */
  boolean[] genericCharacters(String run) {
    boolean[] marked = new boolean[run.length()];
    for (int start = 0; start < run.length(); start++) {
      for (int end = Math.min(run.length(), start + longest); end > start; end--) {
        if (generic.contains(run.substring(start, end))) {
          Arrays.fill(marked, start, end, true);
          break;
        }
      }
    }
    return marked;
  }

  boolean isGeneric(String word) {
    return generic.contains(word);
  }

  /** Returns all synonyms of the words in a text. */
  Set<String> synonymsOf(String content) {
    Set<String> synonyms = new LinkedHashSet<>();
    List<String> latin = new ArrayList<>();
    for (String run : TextAnalyzer.runs(content)) {
      if (TextAnalyzer.isHan(run)) {
        spans(run).forEach(span -> synonyms.addAll(span.synonyms()));
      } else if (TextAnalyzer.isLatin(run)) {
        latin.add(run);
        soundSpans(Pinyin.syllables(run)).forEach(span -> synonyms.addAll(span.synonyms()));
      }
    }
    englishSpans(latin).forEach(span -> synonyms.addAll(span.synonyms()));
    return synonyms;
  }
}
