package io.yiwang.value;

/** Lengths of texts, which the gateway counts in Unicode code points and Java does not. */
public final class Length {
  private Length() {}

  /** How many Unicode code points a text has; a rare Chinese character is one, not two. */
  public static int of(String text) {
    return text.codePointCount(0, text.length());
  }

  /**
   * Returns {@code text} if it has {@code least} to {@code most} Unicode code points.
   *
   * @param what names the text in the error
   */
  public static String check(String text, String what, int least, int most) {
    int length = of(text);
    if (length < least || length > most) {
      throw new IllegalArgumentException(
          what + " must be " + least + " to " + most + " characters, got " + length);
    }
    return text;
  }
}
