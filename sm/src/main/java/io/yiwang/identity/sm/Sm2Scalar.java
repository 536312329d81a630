package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Computes with numbers modulo n, the order of G: keys, nonces, and the two halves of a signature.
 * A number is eight unsigned limbs of 32 bits in an {@code int[]}, lowest first. Unless stated
 * otherwise, arguments and results are from 0 to n-1. Neither the steps nor the memory addresses
 * depend on a value, except in the methods that return a {@code boolean}, on which the caller acts.
 *
 * @see "P. L. Montgomery: Modular Multiplication Without Trial Division, 1985"
 */
final class Sm2Scalar {
  static final int LIMBS = 8;

  private static final int BITS = 32;
  private static final long MASK = (1L << BITS) - 1;
  private static final BigInteger N = Sm2Curve.N;
  private static final int[] ORDER = limbs(N);

  /** The exponent n-2, which inverts a number, because n is prime. */
  private static final BigInteger INVERTING = N.subtract(BigInteger.TWO);

  /** The number -1/n modulo 2^32. */
  private static final long MINUS_INVERSE =
      N.modInverse(BigInteger.ONE.shiftLeft(BITS)).negate().longValue() & MASK;

  /** The factor 2^512, which brings a number into Montgomery form. */
  private static final int[] R_SQUARED = of(BigInteger.ONE.shiftLeft(2 * BITS * LIMBS));

  private Sm2Scalar() {}

  /** Reduces a number that is not secret modulo n. */
  static int[] of(BigInteger number) {
    return limbs(number.mod(N));
  }

  private static int[] limbs(BigInteger number) {
    int[] limbs = new int[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      limbs[i] = number.shiftRight(BITS * i).intValue();
    }
    return limbs;
  }

  /** Reads any number of 32 bytes, big-endian, up to 2^256 - 1. */
  static int[] read(byte[] bytes, int from) {
    ByteBuffer in = ByteBuffer.wrap(bytes, from, Sm2Curve.NUMBER_BYTES);
    int[] x = new int[LIMBS];
    for (int i = LIMBS - 1; i >= 0; i--) {
      x[i] = in.getInt();
    }
    return x;
  }

  /** Writes the number as 32 bytes, big-endian. */
  static void write(int[] x, byte[] out, int at) {
    ByteBuffer to = ByteBuffer.wrap(out, at, Sm2Curve.NUMBER_BYTES);
    for (int i = LIMBS - 1; i >= 0; i--) {
      to.putInt(x[i]);
    }
  }

  static boolean isZero(int[] x) {
    int any = 0;
    for (int limb : x) {
      any |= limb;
    }
    return any == 0;
  }

  /** Returns whether a number up to 2^256 - 1 is from 1 to n-1. */
  static boolean isInRange(int[] x) {
    long borrow = 0;
    for (int i = 0; i < LIMBS; i++) {
      borrow = ((x[i] & MASK) - (ORDER[i] & MASK) + borrow) >> BITS;
    }
    return borrow != 0 && !isZero(x);
  }

  /**
   * Reduces a number up to 2^256 - 1 modulo n. Subtracting n once is enough, since n is more than
   * half of it.
   */
  static int[] reduced(int[] x) {
    long[] sum = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      sum[i] = x[i] & MASK;
    }
    return lessOrder(sum, 0);
  }

  static int[] plus(int[] x, int[] y) {
    long[] sum = new long[LIMBS];
    long carry = 0;
    for (int i = 0; i < LIMBS; i++) {
      carry += (x[i] & MASK) + (y[i] & MASK);
      sum[i] = carry & MASK;
      carry >>>= BITS;
    }
    return lessOrder(sum, carry);
  }

  static int[] minus(int[] x, int[] y) {
    int[] z = new int[LIMBS];
    long borrow = 0;
    for (int i = 0; i < LIMBS; i++) {
      borrow += (x[i] & MASK) - (y[i] & MASK);
      z[i] = (int) borrow;
      borrow >>= BITS;
    }
    // If the result is below 0, all bits of the borrow are set, and n is added.
    long carry = 0;
    for (int i = 0; i < LIMBS; i++) {
      carry += (z[i] & MASK) + (ORDER[i] & MASK & borrow);
      z[i] = (int) carry;
      carry >>>= BITS;
    }
    return z;
  }

  /** Returns {@code x} if {@code mask} is -1, {@code y} if it is 0. */
  static int[] select(int mask, int[] x, int[] y) {
    int[] z = new int[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      z[i] = (x[i] & mask) | (y[i] & ~mask);
    }
    return z;
  }

  /**
   * Returns the product divided by 2^256, which is the plain product if one factor is in Montgomery
   * form.
   */
  static int[] multiply(int[] x, int[] y) {
    long[] t = new long[LIMBS + 1];
    for (int i = 0; i < LIMBS; i++) {
      // The largest sum is (2^32-1)² + 2(2^32-1) = 2^64-1, which does not overflow.
      long factor = y[i] & MASK;
      long carry = 0;
      for (int j = 0; j < LIMBS; j++) {
        carry += (x[j] & MASK) * factor + t[j];
        t[j] = carry & MASK;
        carry >>>= BITS;
      }
      long top = t[LIMBS] + carry;
      // After adding m·n the lowest limb is 0, and everything moves down by one limb.
      long m = (t[0] * MINUS_INVERSE) & MASK;
      carry = (m * (ORDER[0] & MASK) + t[0]) >>> BITS;
      for (int j = 1; j < LIMBS; j++) {
        carry += m * (ORDER[j] & MASK) + t[j];
        t[j - 1] = carry & MASK;
        carry >>>= BITS;
      }
      top += carry;
      t[LIMBS - 1] = top & MASK;
      t[LIMBS] = top >>> BITS;
    }
    return lessOrder(t, t[LIMBS]);
  }

  /**
   * Subtracts n from a sum below 2n, whose ninth limb is {@code high}, unless the sum is below n.
   */
  private static int[] lessOrder(long[] sum, long high) {
    int[] kept = new int[LIMBS];
    int[] less = new int[LIMBS];
    long borrow = 0;
    for (int i = 0; i < LIMBS; i++) {
      borrow += sum[i] - (ORDER[i] & MASK);
      kept[i] = (int) sum[i];
      less[i] = (int) borrow;
      borrow >>= BITS;
    }
    return select((int) (high + borrow), kept, less);
  }

  /** Returns 1/x in Montgomery form, so that a product with it is plain; 0 for 0. */
  static int[] inverse(int[] x) {
    int[] base = multiply(x, R_SQUARED);
    int[] power = base;
    // The exponent is public, so its bits may decide the steps.
    for (int bit = INVERTING.bitLength() - 2; bit >= 0; bit--) {
      power = multiply(power, power);
      if (INVERTING.testBit(bit)) {
        power = multiply(power, base);
      }
    }
    return power;
  }
}
