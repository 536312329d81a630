package io.yiwang.internal;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Names for requests that nobody guesses and that do not come again: 128 random bits each, in
 * base64url.
 *
 * <p>The platform's source of random bytes has one lock for all threads, and holds it for as long
 * as the system takes. Bytes are drawn for many nonces at once, so that a thread hardly ever waits
 * for another. They may lie in memory, since a nonce is not secret.
 */
final class Nonces {
  private static final int BYTES = 16;
  private static final int DRAWN_AT_ONCE = 256;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final SecureRandom random = new SecureRandom();
  private final byte[] drawn = new byte[BYTES * DRAWN_AT_ONCE];
  private int used = drawn.length;

  /** Returns another one. */
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
