package io.yiwang.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The 3,351 regions of GB/T 2260, read as plain text from the table that core ships. */
final class Regions {
  /** The levels of A.2 in GB/T 39046 that have a region of their own. */
  static final int PROVINCE = 2;

  static final int PREFECTURE = 3;
  static final int COUNTY = 4;

  private static final String RESOURCE = "io/yiwang/value/regions.csv";

  /** Rows that only group others: a citizen's address does not name them. */
  private static final Set<String> GROUPS = Set.of("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划");

  private static final Map<String, String> NAMES = read();

  private Regions() {}

  private static Map<String, String> read() {
    Map<String, String> names = new LinkedHashMap<>();
    ClassLoader loader = Objects.requireNonNull(Regions.class.getClassLoader());
    for (String line : Table.lines(loader.getResourceAsStream(RESOURCE), RESOURCE)) {
      if (line.matches("\\d{6},.+")) {
        names.put(line.substring(0, 6), line.substring(7));
      }
    }
    return names;
  }

  static List<String> codes() {
    return List.copyOf(NAMES.keySet());
  }

  static boolean isKnown(String code) {
    return NAMES.containsKey(code);
  }

  static String name(String code) {
    return Objects.requireNonNull(NAMES.get(code), code);
  }

  static boolean isGroup(String code) {
    return GROUPS.contains(name(code));
  }

  /** The name as it stands in an address: 浙江省杭州市西湖区. */
  static String fullName(String code) {
    StringBuilder full = new StringBuilder(name(code.substring(0, 2) + "0000"));
    String prefecture = code.substring(0, 4) + "00";
    if (level(code) >= PREFECTURE && NAMES.containsKey(prefecture) && !isGroup(prefecture)) {
      full.append(name(prefecture));
    }
    if (level(code) == COUNTY) {
      full.append(name(code));
    }
    return full.toString();
  }

  /** The region above, if the table has one. */
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

  /**
   * The digits that say something: a code of 2, 4, 6, 9 or 12 digits without its trailing zeros.
   */
  static String significant(String code) {
    String digits = code;
    while (digits.length() > 6 && digits.endsWith("000")) {
      digits = digits.substring(0, digits.length() - 3);
    }
    while (digits.length() > 2 && digits.length() <= 6 && digits.endsWith("00")) {
      digits = digits.substring(0, digits.length() - 2);
    }
    return digits;
  }

  /** Whether {@code code} is {@code region} or lies in it. */
  static boolean within(String code, String region) {
    return significant(code).startsWith(significant(region));
  }
}
