package io.yiwang.internal.shared;

/**
 * Checks texts: their lengths, which the gateway counts in Unicode code points, and their surrogate
 * pairs. An unpaired surrogate has no form in UTF-8 and would arrive as another character.
 */
public final class Length {
  private Length() {}

  /** Returns the number of Unicode code points in a text; a rare Chinese character counts once. */
  public static int of(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Returns the index of the first unpaired surrogate; -1 if there is none. */
  public static int brokenAt(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Returns {@code text} if it has no unpaired surrogate.
   *
   * @param what names the text in the error
   */
  public static String checkWhole(String text, String what) {
    int broken = brokenAt(text);
    if (broken >= 0) {
      throw new IllegalArgumentException(
          what
              + " has half of a surrogate pair at index "
              + broken
              + "; cut texts between characters, as by codePoints()");
    }
    return text;
  }

  /**
   * Returns {@code text} if it has {@code least} to {@code most} Unicode code points and no
   * unpaired surrogate.
   *
   * @param what names the text in the error
   */
  public static String check(String text, String what, int least, int most) {
    int length = of(text);
    if (length < least || length > most) {
      throw new IllegalArgumentException(
          what + " must be " + least + " to " + most + " characters, got " + length);
    }
    return checkWhole(text, what);
  }
}
