package io.yiwang.identity.sm;

import static io.yiwang.identity.sm.Sm2Field.multiply;
import static io.yiwang.identity.sm.Sm2Field.reduce;
import static io.yiwang.identity.sm.Sm2Field.subtract;

import java.math.BigInteger;

/**
 * A running sum of points, in Jacobian coordinates. One use, one thread.
 *
 * <p>The formula of addition fails where the point added equals the sum or its negative. It then
 * leaves Z = 0, and Z stays 0: {@link #failed} tells at the end. With a random k that has a chance
 * of 2^-250; with chosen numbers it can be brought about, and the caller must compute otherwise.
 *
 * @see "GB/T 32918.1-2016 annex A.1.2.3.2"
 */
final class Sm2Sum {
  private static final long[] ONE = Sm2Field.of(BigInteger.ONE);

  /** The point to be added, affine. */
  final long[] x2 = new long[Sm2Field.LIMBS];

  final long[] y2 = new long[Sm2Field.LIMBS];

  private final long[] x = new long[Sm2Field.LIMBS];
  private final long[] y = new long[Sm2Field.LIMBS];
  private final long[] z = new long[Sm2Field.LIMBS];
  private final long[] zz = new long[Sm2Field.LIMBS];
  private final long[] h = new long[Sm2Field.LIMBS];
  private final long[] hh = new long[Sm2Field.LIMBS];
  private final long[] r = new long[Sm2Field.LIMBS];
  private final long[] v = new long[Sm2Field.LIMBS];
  private boolean started;

  void add(boolean negative) {
    addSigned(negative ? -1L : 0L);
  }

  /** Adds the point, or its negative where {@code negative} is all ones and not 0. */
  void addSigned(long negative) {
    for (int i = 0; i < Sm2Field.LIMBS; i++) {
      y2[i] = (y2[i] ^ negative) - negative;
    }
    if (!started) {
      started = true;
      System.arraycopy(x2, 0, x, 0, Sm2Field.LIMBS);
      System.arraycopy(y2, 0, y, 0, Sm2Field.LIMBS);
      System.arraycopy(ONE, 0, z, 0, Sm2Field.LIMBS);
      return;
    }
    multiply(zz, z, z);
    multiply(h, x2, zz);
    subtract(h, h, x);
    multiply(r, zz, z);
    multiply(r, r, y2);
    subtract(r, r, y);
    multiply(z, z, h);
    multiply(hh, h, h);
    multiply(v, x, hh);
    multiply(h, h, hh);
    multiply(x, r, r);
    for (int i = 0; i < Sm2Field.LIMBS; i++) {
      x[i] -= h[i] + 2 * v[i];
    }
    reduce(x);
    subtract(v, v, x);
    multiply(v, v, r);
    multiply(y, y, h);
    subtract(y, v, y);
    reduce(y);
  }

  boolean failed() {
    return Sm2Field.isZero(z);
  }

  /** The affine X of the sum. */
  BigInteger affineX() {
    Sm2Field.invert(zz, z);
    multiply(zz, zz, zz);
    multiply(zz, zz, x);
    return Sm2Field.get(zz);
  }

  /** Whether the affine X of the sum is this; spares the inversion. */
  boolean hasAffineX(BigInteger candidate) {
    multiply(zz, z, z);
    multiply(zz, zz, Sm2Field.of(candidate));
    subtract(zz, zz, x);
    return Sm2Field.isZero(zz);
  }
}
