package io.yiwang.identity.sm;

import java.math.BigInteger;

/**
 * Numbers modulo p = 2^256 - 2^224 - 2^96 + 2^64 - 1, the field of sm2p256v1, in Montgomery form
 * with R = 2^260.
 *
 * <p>A number is five limbs of 52 bits in a {@code long[]}. Limbs may be negative or a few bits
 * longer, so that a sum or a difference needs no carry: {@code |limb| < 2^55} and {@code |value| <
 * 8p} is what {@link #multiply} takes; it gives limbs of 52 bits and a value in (-p, 2p) where the
 * product of its arguments is below 16p². No operation branches on a value.
 *
 * @see "P. L. Montgomery, Modular multiplication without trial division, 1985"
 */
final class Sm2Field {
  static final int LIMBS = 5;

  static final BigInteger P =
      new BigInteger("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF", 16);

  private static final int BITS = 52;
  private static final long MASK = (1L << BITS) - 1;
  private static final BigInteger R = BigInteger.ONE.shiftLeft(BITS * LIMBS);
  private static final BigInteger R_INVERSE = R.modInverse(P);

  private Sm2Field() {}

  /** Writes a number below p in Montgomery form at {@code z[at]}. */
  static void set(long[] z, int at, BigInteger value) {
    BigInteger rest = value.multiply(R).mod(P);
    for (int i = 0; i < LIMBS; i++) {
      z[at + i] = rest.longValue() & MASK;
      rest = rest.shiftRight(BITS);
    }
  }

  static long[] of(BigInteger value) {
    long[] z = new long[LIMBS];
    set(z, 0, value);
    return z;
  }

  /** The number, from 0 to p-1. */
  static BigInteger get(long[] x) {
    BigInteger value = BigInteger.ZERO;
    for (int i = LIMBS - 1; i >= 0; i--) {
      value = value.shiftLeft(BITS).add(BigInteger.valueOf(x[i]));
    }
    return value.multiply(R_INVERSE).mod(P);
  }

  /** z = x · y. {@code z} may be one of the arguments. */
  static void multiply(long[] z, long[] x, long[] y) {
    long x0 = x[0];
    long x1 = x[1];
    long x2 = x[2];
    long x3 = x[3];
    long x4 = x[4];
    // Shifted by 6 bits, and so is the other factor: the high word of the product then begins at
    // bit 52 of x · y, and is exact for negative limbs too.
    long h0 = x0 << 6;
    long h1 = x1 << 6;
    long h2 = x2 << 6;
    long h3 = x3 << 6;
    long h4 = x4 << 6;
    long c0 = 0;
    long c1 = 0;
    long c2 = 0;
    long c3 = 0;
    long c4 = 0;
    for (int i = 0; i < LIMBS; i++) {
      long w = y[i];
      long h = w << 6;
      c0 += x0 * w & MASK;
      c1 += (x1 * w & MASK) + Math.multiplyHigh(h0, h);
      c2 += (x2 * w & MASK) + Math.multiplyHigh(h1, h);
      c3 += (x3 * w & MASK) + Math.multiplyHigh(h2, h);
      c4 += (x4 * w & MASK) + Math.multiplyHigh(h3, h);
      long c5 = Math.multiplyHigh(h4, h);
      // p = -1 mod 2^52, so m·p with m = c0 mod 2^52 clears the lowest limb. p is sparse: m·p is
      // four shifts of m. Then everything moves down one limb.
      long m = c0 & MASK;
      c0 = c1 + (c0 >> BITS) + (m << 12 & MASK) - (m << 44 & MASK);
      c1 = c2 + (m >>> 40) - (m >>> 8);
      c2 = c3;
      c3 = c4 + (m << 48 & MASK) - (m << 16 & MASK);
      c4 = c5 + (m >>> 4) - (m >>> 36);
    }
    carry(z, c0, c1, c2, c3, c4);
  }

  private static void carry(long[] z, long c0, long c1, long c2, long c3, long c4) {
    c1 += c0 >> BITS;
    c2 += c1 >> BITS;
    c3 += c2 >> BITS;
    z[0] = c0 & MASK;
    z[1] = c1 & MASK;
    z[2] = c2 & MASK;
    z[3] = c3 & MASK;
    z[4] = c4 + (c3 >> BITS);
  }

  /** Brings a value of {@code |z| < 8p} into [0, 2^256 + 2^228), so that sums do not grow. */
  static void reduce(long[] z) {
    carry(z, z[0], z[1], z[2], z[3], z[4]);
    // Whole multiples of 2^256, below 0 too; 2^256 = p + 2^224 + 2^96 - 2^64 + 1.
    long q = z[4] >> 48;
    carry(z, z[0] + q, z[1] - (q << 12) + (q << 44), z[2], z[3], z[4] - (q << 48) + (q << 16));
  }

  static void subtract(long[] z, long[] x, long[] y) {
    for (int i = 0; i < LIMBS; i++) {
      z[i] = x[i] - y[i];
    }
  }

  static boolean isZero(long[] x) {
    return get(x).signum() == 0;
  }

  /** z = 1/x by Fermat, x^(p-2), the same steps for every x. */
  static void invert(long[] z, long[] x) {
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
    // p - 2 = FFFFFFFE FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF 00000000 FFFFFFFF FFFFFFFD
    long[] y = raised(x31, 33, x32);
    y = raised(y, 32, x32);
    y = raised(y, 32, x32);
    y = raised(y, 32, x32);
    y = raised(y, 64, x32);
    y = raised(y, 30, x30);
    y = raised(y, 2, x);
    System.arraycopy(y, 0, z, 0, LIMBS);
  }

  /** x^(2^squarings) · y. */
  private static long[] raised(long[] x, int squarings, long[] y) {
    long[] z = x.clone();
    for (int i = 0; i < squarings; i++) {
      multiply(z, z, z);
    }
    multiply(z, z, y);
    return z;
  }
}
