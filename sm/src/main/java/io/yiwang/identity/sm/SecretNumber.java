package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A number below n that is a key, or as good as one. What lies in memory for long is this array,
 * which can be zeroed; the numbers that arithmetic makes of it cannot, and are the collector's.
 */
final class SecretNumber {
  private final byte[] number = new byte[Sm2Curve.NUMBER_BYTES];
  private boolean destroyed;

  SecretNumber(BigInteger number) {
    Sm2Curve.write(number, this.number, 0);
  }

  /** Never a half-zeroed one. */
  synchronized BigInteger value() {
    if (destroyed) {
      throw new IllegalStateException("the SM2 key was destroyed");
    }
    return new BigInteger(1, number);
  }

  synchronized void destroy() {
    destroyed = true;
    Arrays.fill(number, (byte) 0);
  }

  synchronized boolean isDestroyed() {
    return destroyed;
  }
}
