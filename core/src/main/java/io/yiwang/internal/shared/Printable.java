package io.yiwang.internal.shared;

import org.jspecify.annotations.Nullable;

/**
 * Makes untrusted text safe to print on a terminal or in a log: on one line, of limited length, and
 * without characters that move the cursor, change the direction of writing or are invisible. Every
 * message and report of this library passes foreign text through this class.
 */
public final class Printable {
  private static final int LONGEST = 200;

  private Printable() {}

  /** Returns at most 200 characters of the text; for null, the word {@code null}. */
  public static String of(@Nullable String foreign) {
    return of(foreign, LONGEST);
  }

  /**
   * Returns the text with unprintable characters as escapes, such as {@code \\u000a}, and with an
   * ellipsis if it was longer.
   *
   * @param longest the most characters that are taken from the text
   */
  public static String of(@Nullable String foreign, int longest) {
    if (foreign == null) {
      return "null";
    }
    StringBuilder printable = new StringBuilder();
    int at = 0;
    while (at < foreign.length() && at < longest) {
      int point = foreign.codePointAt(at);
      if (isPrinted(point)) {
        printable.appendCodePoint(point);
      } else {
        for (char each : Character.toChars(point)) {
          String hex = Integer.toHexString(each);
          printable.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
        }
      }
      at += Character.charCount(point);
    }
    return at < foreign.length() ? printable.append('…').toString() : printable.toString();
  }

  private static boolean isPrinted(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          // Dozens of them on one character cover the lines above and below.
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }
}
