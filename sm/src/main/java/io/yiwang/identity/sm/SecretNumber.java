package io.yiwang.identity.sm;

import java.util.Arrays;

/**
 * A number modulo n that is a key, or as good as one. What lies in memory for long is this array,
 * which can be zeroed; {@link Sm2Scalar} says how it is laid out.
 */
final class SecretNumber {
  private final int[] number;
  private boolean destroyed;

  /** Keeps a copy. */
  SecretNumber(int[] number) {
    this.number = number.clone();
  }

  /** Returns a copy for the caller to wipe; never a half-zeroed one. */
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
