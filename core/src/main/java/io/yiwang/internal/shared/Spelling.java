package io.yiwang.internal.shared;

import java.text.Normalizer;

/**
 * Brings what people type, paste and scan into one spelling: full-width characters become
 * half-width (NFKC), and what cannot be seen goes. Takes time in proportion to the text, which the
 * caller bounds first.
 */
public final class Spelling {
  private Spelling() {}

  /** Returns the text without blanks at its ends and without invisible characters anywhere. */
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
    // Composed once more: what was between a letter and its accent may be gone.
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
   * Returns whether it is white space of any kind, a line end included, or the empty Braille
   * pattern.
   */
  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85 || c == 0x2800;
  }

  /**
   * Returns whether it is a format character, such as a zero-width one, a mark of direction, a
   * byte-order mark or a soft hyphen, or another that Unicode calls default ignorable: a filler,
   * joiner or variation selector.
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
