package io.yiwang.value;

import io.yiwang.value.RegionTable.Entry;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds regions by their names, in Chinese characters or pinyin. The class is its own lazy holder:
 * its first use builds the index, which most programs never need.
 */
final class RegionNames {
  private static final Pattern PINYIN = Pattern.compile("[\\p{IsLatin}\\p{M}'’]+");

  /** Finds the kind of region that pinyin often ends with, as {@code shi} for a city. */
  private static final Pattern KIND_IN_PINYIN =
      Pattern.compile("(sheng|shi|qu|xian|meng|qi|zizhi(qu|zhou|xian|qi))$");

  private static final Map<String, Set<String>> BY_NAME = new HashMap<>();
  private static final Map<String, Set<String>> BY_SOUND = new HashMap<>();

  static {
    RegionTable.entries()
        .forEach(
            entry -> {
              add(BY_NAME, entry.name(), entry);
              add(BY_NAME, entry.shortName(), entry);
              String pinyin = entry.pinyin();
              if (pinyin != null) {
                add(BY_SOUND, sound(pinyin), entry);
              }
            });
    // This is the official spelling, which distinguishes it from the other Shanxi.
    BY_SOUND.put("shaanxi", Set.of("610000"));
  }

  private RegionNames() {}

  private static void add(Map<String, Set<String>> index, String name, Entry entry) {
    index.computeIfAbsent(name, any -> new LinkedHashSet<>()).add(entry.code());
  }

  /**
   * Returns the codes of a name, alone or after the names of larger regions, in any order. The text
   * is split at each place: what its second part names counts if its first part names a region
   * around it.
   *
   * @param text without blanks; Chinese characters, or pinyin with or without tones
   */
  static Set<String> find(String text) {
    String name = PINYIN.matcher(text).matches() ? sound(text) : text;
    // At each index, the regions that the text up to there names.
    List<Set<String>> upTo = new ArrayList<>();
    for (int end = 0; end <= name.length(); end++) {
      Set<String> found = new LinkedHashSet<>(withName(name.substring(0, end)));
      for (int start = 1; start < end; start++) {
        Set<String> larger = upTo.get(start);
        for (String region : withName(name.substring(start, end))) {
          if (larger.stream()
              .anyMatch(each -> !each.equals(region) && RegionHistory.covers(each, region))) {
            found.add(region);
          }
        }
      }
      upTo.add(found);
    }
    return upTo.get(name.length());
  }

  private static Set<String> withName(String name) {
    Set<String> codes = new LinkedHashSet<>(BY_NAME.getOrDefault(name, Set.of()));
    codes.addAll(BY_SOUND.getOrDefault(name, Set.of()));
    codes.addAll(BY_SOUND.getOrDefault(KIND_IN_PINYIN.matcher(name).replaceFirst(""), Set.of()));
    return codes;
  }

  /** Returns pinyin as people type it: lower case, without marks, and u for ü and v. */
  private static String sound(String pinyin) {
    return Normalizer.normalize(pinyin, Normalizer.Form.NFD)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\\p{M}'’]", "")
        .replace('v', 'u');
  }
}
