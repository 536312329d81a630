package io.yiwang.catalog;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sourceforge.pinyin4j.PinyinHelper;
import org.jspecify.annotations.Nullable;

/**
 * How texts become terms. Chinese is cut into pairs of characters and single ones: a word segmenter
 * misses a third of what people type, who do not type whole words.
 */
final class TextAnalyzer {
  private static final Pattern RUN = Pattern.compile("\\p{IsHan}+|[a-z]+|[0-9]+");
  private static final int SOUND = 24;
  private static final int READINGS = 4;

  /** The longest text that is searched, or searched for. */
  private static final int LONGEST_TEXT = 300;

  static final int LONGEST_TERM = 300;

  // The library reads its table anew for each character; there are only so many of them.
  private static final Map<Character, Set<String>> READ = new ConcurrentHashMap<>();

  // The same names and keywords stand in every region.
  private static final int HEARD = 4096;
  private static final Map<String, Set<String>> SOUNDS = new ConcurrentHashMap<>();

  private TextAnalyzer() {}

  static String normal(String text) {
    return Normalizer.normalize(cut(text), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }

  /** Foreign text may be of any length, and costs by it. */
  private static String cut(String text) {
    if (text.length() <= LONGEST_TEXT) {
      return text;
    }
    boolean pair = Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1));
    return text.substring(0, pair ? LONGEST_TEXT - 1 : LONGEST_TEXT);
  }

  /** Runs of Chinese, of Latin letters and of digits, in order. */
  static List<String> runs(String normal) {
    List<String> runs = new ArrayList<>();
    for (Matcher run = RUN.matcher(normal); run.find(); ) {
      runs.add(run.group());
    }
    return runs;
  }

  static boolean isHan(String run) {
    return Character.UnicodeScript.of(run.codePointAt(0)) == Character.UnicodeScript.HAN;
  }

  /** Every term of a text to be found. */
  static List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    for (String run : runs(normal(text))) {
      if (isHan(run)) {
        for (int i = 0; i < run.length(); i++) {
          terms.add(run.substring(i, i + 1));
        }
        terms.addAll(pairs(run));
      } else {
        terms.add(run);
      }
    }
    return terms;
  }

  static List<String> pairs(String run) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i + 2 <= run.length(); i++) {
      pairs.add(run.substring(i, i + 2));
    }
    return pairs;
  }

  /** How a text sounds from each of its characters on, whole and by initials. */
  static Set<String> sounds(String text, boolean initials) {
    if (text.length() > SOUND) {
      return spoken(text, initials); // Not worth keeping.
    }
    if (SOUNDS.size() >= HEARD) {
      SOUNDS.clear();
    }
    return SOUNDS.computeIfAbsent((initials ? "i" : "s") + text, key -> spoken(text, initials));
  }

  private static Set<String> spoken(String text, boolean initials) {
    Set<String> sounds = new LinkedHashSet<>();
    for (String run : runs(normal(text))) {
      if (isHan(run)) {
        for (int i = 0; i < run.length(); i++) {
          sounds.addAll(sound(run.substring(i), initials));
        }
      }
    }
    return sounds;
  }

  private static Set<String> sound(String run, boolean initials) {
    Set<String> ways = new LinkedHashSet<>(List.of(""));
    for (int i = 0; i < Math.min(run.length(), 10); i++) {
      Set<String> longer = new LinkedHashSet<>();
      for (String reading : readings(run.charAt(i))) {
        for (String way : ways) {
          if (longer.size() < READINGS) {
            longer.add(way + (initials ? reading.substring(0, 1) : reading));
          }
        }
      }
      ways = longer;
    }
    Set<String> cut = new LinkedHashSet<>();
    ways.forEach(way -> cut.add(way.substring(0, Math.min(way.length(), SOUND))));
    return cut;
  }

  private static Set<String> readings(char han) {
    return READ.computeIfAbsent(han, TextAnalyzer::spoken);
  }

  private static Set<String> spoken(char han) {
    Set<String> readings = new LinkedHashSet<>();
    // Nothing for a character that is not Chinese.
    String @Nullable [] known = PinyinHelper.toHanyuPinyinStringArray(han);
    if (known != null) {
      for (String reading : known) {
        String plain = reading.replace("u:", "v").replaceAll("[0-9]", "");
        if (!plain.isEmpty()) {
          readings.add(plain);
        }
      }
    }
    if (readings.isEmpty()) {
      readings.add("_");
    }
    return readings;
  }
}
