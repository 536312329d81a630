package io.yiwang.value;

import java.util.regex.Pattern;

/** The alphabet of every id on the wire. Ids are opaque; this only keeps them out of trouble. */
public final class Id {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private Id() {}

  /**
   * Returns {@code value} if it is 1 to 64 of {@code [A-Za-z0-9._-]}, and not a dot segment.
   *
   * @param what names the value in the error, such as {@code paymentId}
   * @see "IGS/1 section 1"
   */
  public static String check(String value, String what) {
    if (!FORM.matcher(value).matches() || value.equals(".") || value.equals("..")) {
      throw new IllegalArgumentException(
          what + " must be 1 to 64 of A-Z a-z 0-9 . _ -, got " + value.length() + " characters");
    }
    return value;
  }
}
