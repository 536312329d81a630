package io.yiwang.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.internal.shared.Length;
import java.net.URLEncoder;

/** A file's name as {@code Igs-Filename} has it: percent-encoded UTF-8, at most 1024 characters. */
final class FileName {
  private static final int LONGEST = 1024;

  private FileName() {}

  static boolean isTaken(String name) {
    return !name.isEmpty() && encoded(name).length() <= LONGEST && Length.brokenAt(name) < 0;
  }

  /**
   * @throws IllegalArgumentException if it is empty, too long or broken
   */
  static String checked(String name) {
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
    // A form encodes a blank as + and leaves the asterisk.
    return URLEncoder.encode(name, UTF_8).replace("+", "%20").replace("*", "%2A");
  }
}
