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
 * Everyday words for official ones. A line {@code 罚单 = 罚款, 违法处理} lets the first find the others;
 * {@code 公司, 饭店 + 关门, 不开 = 注销登记} needs a word of each side of the plus, near each other and in
 * either order; {@code ~ 补办} is a word that many services share and that weighs less than what it
 * is about; {@code - 怎么} is a word that finds nothing; {@code #} begins a comment.
 */
final class Synonyms {
  /** A part of a text that has other words; {@code end} is not part of it. */
  record Span(int start, int end, List<String> others) {}

  /**
   * Holds what two words mean together.
   *
   * @param size how many characters the two have
   */
  record Meant(int size, List<String> meanings) {}

  /** A word of each side, near each other, and what both together mean. */
  private record Together(List<String> one, List<String> other, List<String> meanings) {}

  /** A word of the first side; they are found by their first character. */
  private record FirstWord(String word, Together of) {}

  /** How many characters may be between two words that mean something together. */
  private static final int NEAR = 10;

  /** What somebody has already, or does not mean: {@code 除了营业执照以外}. */
  private static final Pattern EXCEPT =
      Pattern.compile("除了?[^,;.、。!?\\s]{1,20}?(以外|之外|外|(?=还需?要|还得|还有|还应))");

  private final Map<String, List<String>> words = new HashMap<>();
  private final Map<Character, List<FirstWord>> firstWords = new HashMap<>();
  private final Map<String, List<String>> english = new HashMap<>();
  private final Map<String, List<String>> sounds = new HashMap<>();
  private final Set<String> light = new HashSet<>();
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
        filler(line.substring(2).strip());
      } else if (line.startsWith("~ ")) {
        light.add(line.substring(2).strip());
      } else if (equals > 0) {
        word(line.substring(0, equals).strip(), list(line.substring(equals + 1)));
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
    for (String each : light) {
      longest = Math.max(longest, each.length());
    }
  }

  private void filler(String word) {
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

  private void word(String word, List<String> meanings) {
    if (word.isEmpty() || meanings.isEmpty()) {
      return;
    }
    int plus = word.indexOf('+');
    if (plus > 0) {
      Together both =
          new Together(list(word.substring(0, plus)), list(word.substring(plus + 1)), meanings);
      for (String each : both.one()) {
        firstWords
            .computeIfAbsent(each.charAt(0), first -> new ArrayList<>())
            .add(new FirstWord(each, both));
      }
      return;
    }
    if (TextAnalyzer.isLatin(word)) {
      english.put(stems(TextAnalyzer.runs(word)), meanings);
      return;
    }
    words.put(word, meanings);
    List<String> syllables = new ArrayList<>();
    for (int each : TextAnalyzer.characters(word)) {
      List<String> readings = Pinyin.readings(each);
      if (readings.isEmpty()) {
        return;
      }
      syllables.add(Pinyin.fold(readings.get(0)));
    }
    List<String> byItsName = new ArrayList<>(List.of(word));
    byItsName.addAll(meanings);
    sounds.putIfAbsent(String.join(" ", syllables), byItsName);
  }

  private static String stems(List<String> words) {
    return String.join(" ", words.stream().map(TextAnalyzer::stem).toList());
  }

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

  static Synonyms of(Path file) throws IOException {
    return new Synonyms(text(Files.readAllBytes(file)));
  }

  /**
   * Decodes UTF-8, or what Chinese editors write otherwise: a byte-order mark before it, or GBK.
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

  /** Returns the text less what is not meant, unless nothing would be left. */
  String withoutExceptions(String normal) {
    String asked = EXCEPT.matcher(normal).replaceAll(found -> " ".repeat(found.group().length()));
    return asked.isBlank() ? normal : asked;
  }

  /** Returns the text less the words that find nothing, unless nothing would be left. */
  String withoutFillers(String normal) {
    boolean[] kept = new boolean[normal.length()];
    spans(normal).forEach(span -> Arrays.fill(kept, span.start(), span.end(), true));
    StringBuilder rest = new StringBuilder(normal);
    for (String filler : fillers) {
      for (int at = rest.indexOf(filler); at >= 0; at = rest.indexOf(filler, at + 1)) {
        // Part of a word that has others, as in 走了, is no filler.
        if (!(kept[at] && kept[at + filler.length() - 1])) {
          rest.replace(at, at + filler.length(), " ".repeat(filler.length()));
        }
      }
    }
    return rest.toString().isBlank() ? normal : rest.toString();
  }

  /**
   * Returns what a word in Latin letters means if one letter of it is wrong; nothing if it is far
   * off.
   */
  List<String> slip(String word) {
    if (word.length() < 5) {
      return List.of();
    }
    String stem = TextAnalyzer.stem(word);
    for (Map.Entry<String, List<String>> each : english.entrySet()) {
      String known = each.getKey();
      if (known.indexOf(' ') < 0
          && known.charAt(1) == stem.charAt(1)
          && TextAnalyzer.isNear(known, stem)) {
        return each.getValue();
      }
    }
    return List.of();
  }

  /** Returns whether a word in Latin letters finds nothing. */
  boolean isFiller(String word) {
    return englishFillers.contains(word);
  }

  /** Returns what of a run has other words: the longest ones, none of them inside another. */
  List<Span> spans(String run) {
    List<Span> spans = new ArrayList<>();
    int covered = 0;
    for (int start = 0; start < run.length(); start++) {
      for (int end = Math.min(run.length(), start + longest);
          end > Math.max(start, covered);
          end--) {
        List<String> others = words.get(run.substring(start, end));
        if (others != null) {
          spans.add(new Span(start, end, others));
          covered = end;
          break;
        }
      }
    }
    return spans;
  }

  /** Returns what two words mean that are near each other in a text, whatever is between them. */
  List<Meant> together(String text) {
    Map<Together, Integer> sizes = new LinkedHashMap<>();
    for (int at = 0; at < text.length(); at++) {
      for (FirstWord each : firstWords.getOrDefault(text.charAt(at), List.of())) {
        int end = at + each.word().length();
        int other = isAt(text, each.word(), at) ? near(text, at, end, each.of().other()) : 0;
        if (other > 0) {
          sizes.merge(each.of(), end - at + other, Math::max);
        }
      }
    }
    List<Meant> found = new ArrayList<>();
    sizes.forEach((each, size) -> found.add(new Meant(size, each.meanings())));
    return found;
  }

  /**
   * Returns the length of the longest of some words that is near a part of the text; 0 if none is.
   */
  private static int near(String text, int start, int end, List<String> words) {
    int longest = 0;
    for (String word : words) {
      int length = word.length();
      for (int at = Math.max(0, start - NEAR - length); at <= end + NEAR; at++) {
        if ((at + length <= start || at >= end) && isAt(text, word, at)) {
          longest = Math.max(longest, length);
          break;
        }
      }
    }
    return longest;
  }

  /** Returns whether a word is there; one in Latin letters is not a part of a longer one. */
  private static boolean isAt(String text, String word, int at) {
    return text.startsWith(word, at)
        && !(TextAnalyzer.isLatin(word)
            && (isLatin(text, at - 1) || isLatin(text, at + word.length())));
  }

  private static boolean isLatin(String text, int at) {
    return at >= 0 && at < text.length() && TextAnalyzer.isLatin(text.substring(at));
  }

  /** Returns the same of syllables, for whoever types sounds; the word itself comes first. */
  List<Span> spans(List<String> syllables) {
    List<String> folded = syllables.stream().map(Pinyin::fold).toList();
    List<Span> spans = new ArrayList<>();
    for (int start = 0; start < folded.size(); start++) {
      for (int end = Math.min(folded.size(), start + longest); end > start + 1; end--) {
        List<String> others = sounds.get(String.join(" ", folded.subList(start, end)));
        if (others != null) {
          spans.add(new Span(start, end, others));
          start = end - 1;
          break;
        }
      }
    }
    return spans;
  }

  /** Returns the same of words in Latin letters. */
  List<Span> englishSpans(List<String> typed) {
    List<Span> spans = new ArrayList<>();
    for (int start = 0; start < typed.size(); start++) {
      for (int end = Math.min(typed.size(), start + 4); end > start; end--) {
        List<String> others = english.get(stems(typed.subList(start, end)));
        if (others != null) {
          spans.add(new Span(start, end, others));
          start = end - 1;
          break;
        }
      }
    }
    return spans;
  }

  /** Returns which characters of a run belong to words that weigh less. */
  boolean[] light(String run) {
    boolean[] marked = new boolean[run.length()];
    for (int start = 0; start < run.length(); start++) {
      for (int end = Math.min(run.length(), start + longest); end > start; end--) {
        if (light.contains(run.substring(start, end))) {
          Arrays.fill(marked, start, end, true);
          break;
        }
      }
    }
    return marked;
  }

  boolean isLight(String word) {
    return light.contains(word);
  }

  /** Returns every other word of a text, to mark what was found by it. */
  Set<String> othersOf(String content) {
    Set<String> others = new LinkedHashSet<>();
    List<String> latin = new ArrayList<>();
    for (String run : TextAnalyzer.runs(content)) {
      if (TextAnalyzer.isHan(run)) {
        spans(run).forEach(span -> others.addAll(span.others()));
      } else if (TextAnalyzer.isLatin(run)) {
        latin.add(run);
        spans(Pinyin.syllables(run)).forEach(span -> others.addAll(span.others()));
      }
    }
    englishSpans(latin).forEach(span -> others.addAll(span.others()));
    return others;
  }
}
