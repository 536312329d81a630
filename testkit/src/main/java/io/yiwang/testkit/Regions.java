package io.yiwang.testkit;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Knows the regions of GB/T 2260 from the table in core, which it reads as plain text. */
final class Regions {
  /** The level of provinces; GB/T 39046 A.2 numbers the levels. */
  static final int PROVINCE = 2;

  static final int PREFECTURE = 3;
  static final int COUNTY = 4;

  private static final String RESOURCE = "io/yiwang/value/regions.tsv";

  private static final Map<String, String> NAMES = new LinkedHashMap<>();

  /** The successors of former codes. */
  private static final Map<String, List<String>> SUCCESSORS = new HashMap<>();

  static {
    ClassLoader loader = Objects.requireNonNull(Regions.class.getClassLoader());
    for (String line : Table.lines(loader.getResourceAsStream(RESOURCE), RESOURCE)) {
      String[] cells = line.split("\t", -1);
      if (cells[0].equals("R")) {
        NAMES.put(cells[1], cells[2]);
      } else if (cells[0].equals("F")) {
        SUCCESSORS.put(cells[1], List.of(cells[7].split("\\|")));
      }
    }
  }

  private Regions() {}

  static List<String> codes() {
    return List.copyOf(NAMES.keySet());
  }

  static boolean isKnown(String code) {
    return NAMES.containsKey(code);
  }

  static String name(String code) {
    return Objects.requireNonNull(NAMES.get(code), code);
  }

  /** Returns the name as it is written in an address: 浙江省杭州市西湖区. */
  static String fullName(String code) {
    StringBuilder full = new StringBuilder(name(code.substring(0, 2) + "0000"));
    String prefecture = code.substring(0, 4) + "00";
    if (level(code) >= PREFECTURE && NAMES.containsKey(prefecture)) {
      full.append(name(prefecture));
    }
    if (level(code) == COUNTY) {
      full.append(name(code));
    }
    return full.toString();
  }

  /** Returns the region above; absent if the table has none. */
  static @Nullable String parent(String code) {
    String prefecture = code.substring(0, 4) + "00";
    String province = code.substring(0, 2) + "0000";
    if (!prefecture.equals(code) && isKnown(prefecture)) {
      return prefecture;
    }
    return province.equals(code) ? null : province;
  }

  static int level(String code) {
    return significant(code).length() / 2 + 1;
  }

  /** Returns a code of 2, 4, 6, 9 or 12 digits without its trailing zeros. */
  static String significant(String code) {
    String digits = code;
    while (digits.length() > 6 && digits.endsWith("000")) {
      digits = digits.substring(0, digits.length() - 3);
    }
    while (digits.length() <= 6 && digits.endsWith("00")) {
      digits = digits.substring(0, digits.length() - 2);
    }
    return digits;
  }

  /** Returns whether {@code code} is {@code region} or in it; both may be former codes. */
  static boolean within(String code, String region) {
    String whole = significant(region);
    return significant(code).startsWith(whole)
        || today(code)
            .anyMatch(
                each -> today(region).anyMatch(larger -> each.startsWith(significant(larger))));
  }

  /** Returns the present codes of a former code; the code itself if it is in use or not known. */
  private static Stream<String> today(String code) {
    return isKnown(code) || !SUCCESSORS.containsKey(code)
        ? Stream.of(code)
        : SUCCESSORS.get(code).stream().flatMap(Regions::today);
  }
}
