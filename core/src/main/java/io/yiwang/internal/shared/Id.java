package io.yiwang.internal.shared;

/** Checks the alphabet and length of ids on the wire. Ids are otherwise opaque. */
public final class Id {
  private static final int LONGEST = 64;

  private Id() {}

  /**
   * Returns {@code value} if it is 1 to 64 of {@code [A-Za-z0-9._-]}, and not a dot segment.
   *
   * @param what names the value in the error, such as {@code paymentId}
   * @see "IGS/1 section 1"
   */
  public static String check(String value, String what) {
    if (!isId(value)) {
      throw new IllegalArgumentException(
          what + " must be 1 to 64 of A-Z a-z 0-9 . _ -, got " + value.length() + " characters");
    }
    return value;
  }

  /** Returns whether {@code value} is 1 to 64 of {@code [A-Za-z0-9._-]}, and not a dot segment. */
  public static boolean isId(String value) {
    return hasForm(value) && !value.equals(".") && !value.equals("..");
  }

  private static boolean hasForm(String value) {
    if (value.isEmpty() || value.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      if (!isOfAlphabet(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfAlphabet(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "._-".indexOf(c) >= 0;
  }
}
