package io.yiwang.identity.sm;

import java.util.Arrays;

/**
 * Holds a secret number modulo n, such as a private key, in an array that can be zeroed. {@link
 * Sm2Scalar} defines its layout.
 */
final class SecretNumber {
  private final int[] number;
  private boolean destroyed;

  /** Copies the number. */
  SecretNumber(int[] number) {
    this.number = number.clone();
  }

  /** Returns a copy for the caller to wipe, which is never half-zeroed. */
  synchronized int[] value() {
    if (destroyed) {
      throw new IllegalStateException("the SM2 key was destroyed");
    }
    return number.clone();
  }

  synchronized void destroy() {
    destroyed = true;
    Arrays.fill(number, 0);
  }

  synchronized boolean isDestroyed() {
    return destroyed;
  }
}
