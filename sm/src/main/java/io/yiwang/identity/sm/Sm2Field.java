package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Computes with numbers modulo p = 2^256 - 2^224 - 2^96 + 2^64 - 1, the field of sm2p256v1, in
 * Montgomery form with R = 2^260.
 *
 * <p>A number is five limbs of 52 bits in a {@code long[]}, lowest first. Limbs may be negative or
 * a few bits longer than 52, so that a sum needs no carry. A number is <em>reduced</em> if all its
 * limbs except the highest are from 0 to 2^52-1 and its value is between -2^230 and 2^256 + 2^230.
 * Neither the steps nor the memory addresses depend on a value.
 *
 * @see "P. L. Montgomery: Modular Multiplication Without Trial Division, 1985"
 */
final class Sm2Field {
  static final int LIMBS = 5;

  private static final int BITS = 52;
  private static final long MASK = (1L << BITS) - 1;
  private static final BigInteger R = BigInteger.ONE.shiftLeft(BITS * LIMBS);

  /** The number 1, not in Montgomery form; a product with it leaves that form. */
  private static final long[] PLAIN_ONE = {1, 0, 0, 0, 0};

  /** The limbs of p. */
  private static final long[] MODULUS = limbs(Sm2Curve.P);

  private Sm2Field() {}

  /** Returns a number from 0 to p-1 in Montgomery form, reduced. */
  static long[] of(BigInteger number) {
    return limbs(number.multiply(R).mod(Sm2Curve.P));
  }

  private static long[] limbs(BigInteger number) {
    long[] z = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      z[i] = number.shiftRight(BITS * i).longValue() & MASK;
    }
    return z;
  }

  /** Writes a reduced number, or a product, as 32 bytes, big-endian, from 0 to p-1. */
  static void write(long[] x, byte[] out, int at) {
    long[] z = new long[LIMBS];
    multiply(z, x, PLAIN_ONE);
    // The result is from 0 to p, and p, which equals 0, is cleared.
    long differs = 0;
    for (int i = 0; i < LIMBS; i++) {
      differs |= z[i] ^ MODULUS[i];
    }
    long kept = (differs | -differs) >> 63;
    for (int i = 0; i < LIMBS; i++) {
      z[i] &= kept;
    }
    ByteBuffer.wrap(out, at, Sm2Curve.NUMBER_BYTES)
        .putLong(z[3] >>> 36 | z[4] << 16)
        .putLong(z[2] >>> 24 | z[3] << 28)
        .putLong(z[1] >>> 12 | z[2] << 40)
        .putLong(z[0] | z[1] << 52);
  }

  /**
   * Sets z = x · y. {@code z} may be one of the arguments. Limbs must be below 2^56, the product of
   * one of x and one of y below 2^112, and |x · y| below 320p².
   *
   * @param z receives limbs from 0 to 2^52-1 except for the highest, and a value that is at most |x
   *     · y| / 16p below 0 or above p
   */
  static void multiply(long[] z, long[] x, long[] y) {
    long x0 = x[0];
    long x1 = x[1];
    long x2 = x[2];
    long x3 = x[3];
    long x4 = x[4];
    long c0 = 0;
    long c1 = 0;
    long c2 = 0;
    long c3 = 0;
    long c4 = 0;
    for (int i = 0; i < LIMBS; i++) {
      long w = y[i];
      // The part of a product from bit 52 on is the upper half of 2^12 times the product, where
      // both factors are shifted by six bits. This is exact for negative limbs, too.
      long v = w << 6;
      c0 += x0 * w & MASK;
      // p is -1 modulo 2^52, so m·p with m = c0 mod 2^52 clears the lowest limb, and m·p consists
      // of four shifts of m. Then everything moves down by one limb.
      long m = c0 & MASK;
      c0 = c1 + (c0 >> BITS) + (x1 * w & MASK) + Math.multiplyHigh(x0 << 6, v);
      c0 += (m << 12 & MASK) - (m << 44 & MASK);
      c1 = c2 + (x2 * w & MASK) + Math.multiplyHigh(x1 << 6, v) + (m >>> 40) - (m >>> 8);
      c2 = c3 + (x3 * w & MASK) + Math.multiplyHigh(x2 << 6, v);
      c3 = c4 + (x4 * w & MASK) + Math.multiplyHigh(x3 << 6, v);
      c3 += (m << 48 & MASK) - (m << 16 & MASK);
      c4 = Math.multiplyHigh(x4 << 6, v) + (m >>> 4) - (m >>> 36);
    }
    carry(z, c0, c1, c2, c3, c4);
  }

  private static void carry(long[] z, long c0, long c1, long c2, long c3, long c4) {
    long d1 = c1 + (c0 >> BITS);
    long d2 = c2 + (d1 >> BITS);
    long d3 = c3 + (d2 >> BITS);
    z[0] = c0 & MASK;
    z[1] = d1 & MASK;
    z[2] = d2 & MASK;
    z[3] = d3 & MASK;
    z[4] = c4 + (d3 >> BITS);
  }

  /** Reduces a number from -32p to 32p whose limbs are below 2^58. */
  static void reduce(long[] z) {
    // The multiple of 2^256 in z, which may be negative; 2^256 is 2^224 + 2^96 - 2^64 + 1 modulo p.
    long q = z[4] >> 48;
    carry(z, z[0] + q, z[1] - (q << 12) + (q << 44), z[2], z[3], z[4] - (q << 48) + (q << 16));
  }

  /** Sets z = x + y, limb by limb. */
  static void plus(long[] z, long[] x, long[] y) {
    for (int i = 0; i < LIMBS; i++) {
      z[i] = x[i] + y[i];
    }
  }

  /** Sets z = x - y, limb by limb. */
  static void minus(long[] z, long[] x, long[] y) {
    for (int i = 0; i < LIMBS; i++) {
      z[i] = x[i] - y[i];
    }
  }

  /** Sets z = 3z, limb by limb. */
  static void triple(long[] z) {
    for (int i = 0; i < LIMBS; i++) {
      z[i] *= 3;
    }
  }

  /** Returns 1/x, or 0 for 0, as x^(p-2), with the same steps for every x. */
  static long[] inverse(long[] x) {
    // xN is x^(2^N - 1).
    long[] x2 = raised(x, 1, x);
    long[] x4 = raised(x2, 2, x2);
    long[] x8 = raised(x4, 4, x4);
    long[] x16 = raised(x8, 8, x8);
    long[] x24 = raised(x16, 8, x8);
    long[] x28 = raised(x24, 4, x4);
    long[] x30 = raised(x28, 2, x2);
    long[] x31 = raised(x30, 1, x);
    long[] x32 = raised(x31, 1, x);
    // p-2 = FFFFFFFE FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF 00000000 FFFFFFFF FFFFFFFD
    long[] y = raised(x31, 33, x32);
    y = raised(y, 32, x32);
    y = raised(y, 32, x32);
    y = raised(y, 32, x32);
    y = raised(y, 64, x32);
    y = raised(y, 30, x30);
    return raised(y, 2, x);
  }

  /** Returns x^(2^squarings) · y. */
  private static long[] raised(long[] x, int squarings, long[] y) {
    long[] z = x.clone();
    for (int i = 0; i < squarings; i++) {
      multiply(z, z, z);
    }
    multiply(z, z, y);
    return z;
  }
}
