package io.yiwang.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import net.sourceforge.pinyin4j.PinyinHelper;
import org.jspecify.annotations.Nullable;

/** Converts Chinese characters to their sounds, and divides letters into sounds. */
final class Pinyin {
  /** The most readings of a text that are kept. */
  private static final int MOST_READINGS = 4;

  private static final int LONGEST_SYLLABLE = 6;

  // The library searches its table for each character; keeping all of them takes little memory.
  private static final Map<Integer, List<String>> READ = new ConcurrentHashMap<>();

  /** Holds the syllables of Mandarin; a class of its own, so that they are read when needed. */
  private static final class Syllables {
    static final Set<String> ALL = read();

    private static Set<String> read() {
      try (InputStream in = Pinyin.class.getResourceAsStream("syllables.txt")) {
        if (in == null) {
          throw new IllegalStateException("syllables.txt is missing from yiwang-services");
        }
        String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        return Arrays.stream(text.split("\\s+")).collect(Collectors.toUnmodifiableSet());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Pinyin() {}

  /**
   * Returns the sounds of a character, without tones and with {@code v} for ü; empty if the library
   * does not know it.
   */
  static List<String> readings(int han) {
    return READ.computeIfAbsent(han, Pinyin::read);
  }

  private static List<String> read(int han) {
    Set<String> readings = new LinkedHashSet<>();
    String @Nullable [] known =
        han > Character.MAX_VALUE ? null : PinyinHelper.toHanyuPinyinStringArray((char) han);
    if (known != null) {
      for (String reading : known) {
        String plain = reading.replace("u:", "v").replaceAll("[^a-z]", "");
        if (!plain.isEmpty() && readings.size() < MOST_READINGS) {
          readings.add(plain);
        }
      }
    }
    return List.copyOf(readings);
  }

  /**
   * Returns a sound in the form that it shares with those that many speakers confuse with it: z and
   * zh, c and ch, s and sh, n and ng, n and l, u and ü.
   */
  static String fold(String sound) {
    StringBuilder folded = new StringBuilder(sound.length());
    for (int i = 0; i < sound.length(); i++) {
      char letter = sound.charAt(i);
      char before = i == 0 ? ' ' : sound.charAt(i - 1);
      boolean isRetroflex = letter == 'h' && (before == 'z' || before == 'c' || before == 's');
      boolean isVelar = letter == 'g' && before == 'n';
      if (!isRetroflex && !isVelar) {
        folded.append(letter == 'l' ? 'n' : letter == 'v' ? 'u' : letter);
      }
    }
    return folded.toString();
  }

  /**
   * Returns the sounds of a run of characters from each of them on.
   *
   * @param initials whether each sound is represented by its first letter
   * @param longest the most letters of one result
   */
  static Set<String> from(List<Integer> run, boolean initials, int longest) {
    Set<String> sounds = new LinkedHashSet<>();
    for (int i = 0; i < run.size(); i++) {
      sounds.addAll(sound(run.subList(i, run.size()), initials, longest));
    }
    return sounds;
  }

  private static Set<String> sound(List<Integer> run, boolean initials, int longest) {
    Set<String> ways = new LinkedHashSet<>(List.of(""));
    for (int han : run) {
      Set<String> longer = new LinkedHashSet<>();
      for (String reading : readings(han)) {
        for (String way : ways) {
          if (longer.size() < MOST_READINGS) {
            longer.add(way + (initials ? reading.substring(0, 1) : reading));
          }
        }
      }
      if (longer.isEmpty() || ways.iterator().next().length() >= longest) {
        break;
      }
      ways = longer;
    }
    Set<String> cut = new LinkedHashSet<>();
    for (String way : ways) {
      if (!way.isEmpty()) {
        cut.add(way.substring(0, Math.min(way.length(), longest)));
      }
    }
    return cut;
  }

  /** Returns the folded sounds of two characters, one for each way to read them. */
  static Set<String> pairs(int first, int second) {
    Set<String> pairs = new LinkedHashSet<>();
    for (String one : readings(first)) {
      for (String two : readings(second)) {
        pairs.add(pair(one, two));
      }
    }
    return pairs;
  }

  static String pair(String one, String two) {
    return fold(one) + ' ' + fold(two);
  }

  /**
   * Divides letters into syllables; where there are several ways, into the fewest. The letters may
   * end in the beginning of a syllable, which is left out. Returns an empty list where they are not
   * pinyin.
   */
  static List<String> syllables(String letters) {
    int length = letters.length();
    int[] cost = new int[length + 1];
    int[] step = new int[length + 1];
    for (int at = length - 1; at >= 0; at--) {
      cost[at] = Integer.MAX_VALUE / 2;
      for (int end = Math.min(length, at + LONGEST_SYLLABLE); end > at; end--) {
        boolean isWhole = Syllables.ALL.contains(letters.substring(at, end));
        boolean isBegun =
            end == length && end - at < LONGEST_SYLLABLE && beginsSyllable(letters, at);
        if (isWhole || isBegun) {
          int all = cost[end] + (isWhole ? 2 : 3);
          if (all < cost[at]) {
            cost[at] = all;
            step[at] = isWhole ? end - at : at - end;
          }
        }
      }
    }
    if (length == 0 || cost[0] >= Integer.MAX_VALUE / 2) {
      return List.of();
    }
    List<String> syllables = new ArrayList<>();
    for (int at = 0; at < length; at += Math.abs(step[at])) {
      if (step[at] > 0) {
        syllables.add(letters.substring(at, at + step[at]));
      }
    }
    return syllables;
  }

  private static boolean beginsSyllable(String letters, int at) {
    String start = letters.substring(at);
    return Syllables.ALL.stream().anyMatch(syllable -> syllable.startsWith(start));
  }
}
