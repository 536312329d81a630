package io.yiwang.testkit;

/** What the gateway shows of a person to whoever asks. */
final class Mask {
  private Mask() {}

  /** Returns the first character, the others starred. */
  static String name(String name) {
    int first = name.offsetByCodePoints(0, 1);
    return name.substring(0, first) + "*".repeat(name.codePointCount(first, name.length()));
  }

  /** Returns the province and the last two characters. */
  static String plate(String plate) {
    return plate.substring(0, 2) + "***" + plate.substring(plate.length() - 2);
  }
}
