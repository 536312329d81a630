package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.util.Random;

/** Converts between the platform's big integers and limbs. */
final class Numbers {
  private Numbers() {}

  /** Returns the value of limbs. */
  static BigInteger of(int[] limbs) {
    BigInteger number = BigInteger.ZERO;
    for (int i = limbs.length - 1; i >= 0; i--) {
      number = number.shiftLeft(32).add(BigInteger.valueOf(limbs[i] & 0xffffffffL));
    }
    return number;
  }

  /** Returns the limbs of a number below 2^256, which need not be below n. */
  static int[] limbs(BigInteger number) {
    int[] limbs = new int[8];
    for (int i = 0; i < limbs.length; i++) {
      limbs[i] = number.shiftRight(32 * i).intValue();
    }
    return limbs;
  }

  /**
   * Returns a number whose limbs are all zeros, all ones, a single bit, one off those, or random,
   * so that carries and borrows propagate.
   */
  static BigInteger structured(Random random, int bits, int limbs) {
    BigInteger full = BigInteger.ONE.shiftLeft(bits);
    BigInteger number = BigInteger.ZERO;
    for (int i = 0; i < limbs; i++) {
      BigInteger limb =
          switch (random.nextInt(6)) {
            case 0 -> BigInteger.ZERO;
            case 1 -> BigInteger.ONE;
            case 2 -> full.subtract(BigInteger.ONE);
            case 3 -> full.subtract(BigInteger.TWO);
            case 4 -> BigInteger.ONE.shiftLeft(random.nextInt(bits));
            default -> new BigInteger(bits, random);
          };
      number = number.shiftLeft(bits).add(limb);
    }
    return number;
  }

  /** Returns a signature of r and s, which may be out of range. */
  static byte[] signature(BigInteger r, BigInteger s) {
    return Sm2Scheme.join(limbs(r), limbs(s));
  }
}
