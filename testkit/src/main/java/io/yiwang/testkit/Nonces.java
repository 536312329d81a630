package io.yiwang.testkit;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes texts that nobody can guess. */
final class Nonces {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Nonces() {}

  /** Returns 192 random bits in base64url. */
  static String next() {
    byte[] bytes = new byte[24];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
