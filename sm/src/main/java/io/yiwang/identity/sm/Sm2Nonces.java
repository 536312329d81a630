package io.yiwang.identity.sm;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Supplier;

/** Draws k uniformly from 1 to n-1: a number out of range is drawn again, never reduced. */
final class Sm2Nonces implements Supplier<int[]> {
  private final SecureRandom random = new SecureRandom();

  @Override
  public int[] get() {
    byte[] candidate = new byte[Sm2Curve.NUMBER_BYTES];
    int[] k;
    do {
      random.nextBytes(candidate);
      k = Sm2Scalar.read(candidate, 0);
    } while (!Sm2Scalar.isInRange(k));
    Arrays.fill(candidate, (byte) 0);
    return k;
  }
}
