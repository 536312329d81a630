package io.yiwang.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.internal.shared.Length;
import java.net.URLEncoder;

/**
 * Encodes a file's name for {@code Igs-Filename}: percent-encoded UTF-8, at most 1024 characters.
 */
final class FileName {
  private static final int LONGEST = 1024;

  private FileName() {}

  /** Returns whether a name can be sent. */
  static boolean isValid(String name) {
    return !name.isEmpty() && encoded(name).length() <= LONGEST && Length.brokenAt(name) < 0;
  }

  /**
   * Returns the encoded name.
   *
   * @throws IllegalArgumentException if it is empty, too long or broken
   */
  static String encode(String name) {
    String encoded = encoded(Length.checkWhole(name, "a file's name"));
    if (encoded.isEmpty() || encoded.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a file's name must be 1 to "
              + LONGEST
              + " characters when percent-encoded, got "
              + encoded.length());
    }
    return encoded;
  }

  private static String encoded(String name) {
    // URLEncoder encodes for forms: a blank as +, and an asterisk not at all.
    return URLEncoder.encode(name, UTF_8).replace("+", "%20").replace("*", "%2A");
  }
}
