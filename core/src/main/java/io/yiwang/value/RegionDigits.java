package io.yiwang.value;

/** Reads the levels of a region code from its digits, without the table. */
final class RegionDigits {
  /** The digits of a county and of every code in the table. */
  static final int COUNTY = 6;

  private RegionDigits() {}

  /** Returns the digits without trailing levels of zeros; always 0, 2, 4, 6, 9 or 12 of them. */
  static String significant(String code) {
    int end = code.length();
    while (end > 0) {
      int start = end > COUNTY ? end - 3 : end - 2;
      if (!code.substring(start, end).chars().allMatch(digit -> digit == '0')) {
        break;
      }
      end = start;
    }
    return code.substring(0, end);
  }

  /** Returns up to 6 digits as a code of 6. */
  static String padded(String place) {
    return place + "0".repeat(COUNTY - place.length());
  }

  /** Returns the code of 6 digits that the table has: for a township or a village, its county's. */
  static String key(String code) {
    String place = significant(code);
    return padded(place.substring(0, Math.min(COUNTY, place.length())));
  }

  /** Returns whether the second place is in the first one or equal to it, by the digits alone. */
  static boolean contains(String code, String other) {
    return significant(other).startsWith(significant(code));
  }
}
