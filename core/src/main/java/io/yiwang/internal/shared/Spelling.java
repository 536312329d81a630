package io.yiwang.internal.shared;

import java.text.Normalizer;

/**
 * Normalises text that people type, paste and scan: full-width characters become half-width (NFKC),
 * and invisible characters are removed. Takes time proportional to the length of the text, which
 * the caller limits first.
 */
public final class Spelling {
  private Spelling() {}

  /** Returns the text without leading and trailing blanks and without invisible characters. */
  public static String trimmed(String text) {
    String visible = nfkc(without(nfkc(text), false));
    int from = 0;
    int to = visible.length();
    while (from < to && isBlank(visible.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(visible.charAt(to - 1))) {
      to--;
    }
    return visible.substring(from, to);
  }

  /** Returns the text without blanks and invisible characters. */
  public static String compact(String text) {
    // Normalised again, since a character between a letter and its accent may have been removed.
    return nfkc(without(nfkc(text), true));
  }

  private static String nfkc(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC);
  }

  private static String without(String text, boolean blanksToo) {
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> !isInvisible(c) && !(blanksToo && isBlank(c)))
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  /**
   * Returns whether a character is white space of any kind, including line ends, or the empty
   * Braille pattern.
   */
  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85 || c == 0x2800;
  }

  /**
   * Returns whether a character is a format character, such as a zero-width space, a direction
   * mark, a byte-order mark or a soft hyphen, or another default-ignorable character of Unicode,
   * such as a filler, a joiner or a variation selector.
   */
  private static boolean isInvisible(int c) {
    return Character.getType(c) == Character.FORMAT
        || c == 0x034F
        || c == 0x115F
        || c == 0x1160
        || c == 0x17B4
        || c == 0x17B5
        || (c >= 0x180B && c <= 0x180F)
        || c == 0x2065
        || c == 0x3164
        || (c >= 0xFE00 && c <= 0xFE0F)
        || c == 0xFFA0
        || (c >= 0xFFF0 && c <= 0xFFF8)
        || (c >= 0xE0000 && c <= 0xE0FFF);
  }
}
