package io.yiwang.internal.shared;

import org.jspecify.annotations.Nullable;

/**
 * Makes text that came from outside safe to print on a terminal or in a log: in one line, bounded,
 * and with nothing that moves the cursor, turns the direction of writing around or is not seen.
 * Every message and report of this library passes what it did not write itself through here.
 */
public final class Printable {
  private static final int LONGEST = 200;

  private Printable() {}

  /** Returns the text with at most 200 characters; {@code null} gives {@code null} as a word. */
  public static String of(@Nullable String foreign) {
    return of(foreign, LONGEST);
  }

  /**
   * Returns the text, with each character that is not to be printed as its code point, such as
   * {@code \\u000a}, and an ellipsis where it was longer.
   *
   * @param longest how many characters of the text are taken
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
          // By the dozen they are drawn over the lines above and below.
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }
}
