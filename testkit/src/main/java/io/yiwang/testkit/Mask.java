package io.yiwang.testkit;

/** Masks personal data that the gateway shows to anybody. */
final class Mask {
  private Mask() {}

  /** Returns the first character, with a star for each other. */
  static String name(String name) {
    int first = name.offsetByCodePoints(0, 1);
    return name.substring(0, first) + "*".repeat(name.codePointCount(first, name.length()));
  }

  /** Returns the first two and the last two characters, with stars between them. */
  static String plate(String plate) {
    return plate.substring(0, 2) + "***" + plate.substring(plate.length() - 2);
  }
}
