package io.yiwang.internal;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Generates nonces for requests, which are unique and cannot be guessed: 128 random bits each, in
 * base64url.
 *
 * <p>The platform's random source has one lock for all threads, held for as long as the system call
 * takes. So the bytes of many nonces are drawn at once, and threads hardly ever wait for each
 * other. The bytes may stay in memory, because a nonce is not secret.
 */
final class Nonces {
  private static final int BYTES = 16;
  private static final int DRAWN_AT_ONCE = 256;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final SecureRandom random = new SecureRandom();
  private final byte[] drawn = new byte[BYTES * DRAWN_AT_ONCE];
  private int used = drawn.length;

  /** Returns a new nonce. */
  String next() {
    byte[] nonce = new byte[BYTES];
    synchronized (drawn) {
      if (used == drawn.length) {
        random.nextBytes(drawn);
        used = 0;
      }
      System.arraycopy(drawn, used, nonce, 0, BYTES);
      used += BYTES;
    }
    return BASE64.encodeToString(nonce);
  }
}
