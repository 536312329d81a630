package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Supplier;

/** Draws k from 1 to n-1, all alike: what is out of range is drawn again, never reduced. */
final class Sm2Nonces implements Supplier<BigInteger> {
  private final SecureRandom random = new SecureRandom();

  @Override
  public BigInteger get() {
    byte[] candidate = new byte[Sm2Curve.NUMBER_BYTES];
    BigInteger k;
    do {
      random.nextBytes(candidate);
      k = new BigInteger(1, candidate);
    } while (k.signum() == 0 || k.compareTo(Sm2Curve.N) >= 0);
    Arrays.fill(candidate, (byte) 0);
    return k;
  }
}
