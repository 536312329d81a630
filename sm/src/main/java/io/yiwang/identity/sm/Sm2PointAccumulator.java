package io.yiwang.identity.sm;

import static io.yiwang.identity.sm.Sm2Field.minus;
import static io.yiwang.identity.sm.Sm2Field.multiply;
import static io.yiwang.identity.sm.Sm2Field.plus;
import static io.yiwang.identity.sm.Sm2Field.reduce;
import static io.yiwang.identity.sm.Sm2Field.triple;

import java.math.BigInteger;

/**
 * Adds up points, starting at the point at infinity. Not thread-safe.
 *
 * <p>Coordinates are projective, x = X/Z and y = Y/Z, and reduced. One formula adds any two points
 * by the same steps, including a point and itself, its negative or the point at infinity. So there
 * is no number for which a multiplication takes other steps or fails.
 *
 * @see "J. Renes, C. Costello, L. Batina: Complete addition formulas for prime order elliptic
 *     curves, 2016, algorithm 4"
 */
final class Sm2PointAccumulator {
  /** The size of a point in a table: three coordinates, one after another. */
  static final int POINT = 3 * Sm2Field.LIMBS;

  private static final int LIMBS = Sm2Field.LIMBS;
  private static final long[] B = Sm2Field.of(Sm2Curve.B);
  private static final long[] ONE = Sm2Field.of(BigInteger.ONE);

  private final long[] x = new long[LIMBS];
  private final long[] y = ONE.clone();
  private final long[] z = new long[LIMBS];

  /** The coordinates of the point to add next. */
  private final long[] x2 = new long[LIMBS];

  private final long[] y2 = new long[LIMBS];
  private final long[] z2 = new long[LIMBS];

  private final long[] t0 = new long[LIMBS];
  private final long[] t1 = new long[LIMBS];
  private final long[] t2 = new long[LIMBS];
  private final long[] t3 = new long[LIMBS];
  private final long[] t4 = new long[LIMBS];
  private final long[] x3 = new long[LIMBS];
  private final long[] y3 = new long[LIMBS];
  private final long[] z3 = new long[LIMBS];

  static Sm2PointAccumulator of(Sm2Point point) {
    Sm2PointAccumulator sum = new Sm2PointAccumulator();
    System.arraycopy(Sm2Field.of(point.x()), 0, sum.x, 0, LIMBS);
    System.arraycopy(Sm2Field.of(point.y()), 0, sum.y, 0, LIMBS);
    System.arraycopy(ONE, 0, sum.z, 0, LIMBS);
    return sum;
  }

  void add(Sm2PointAccumulator other) {
    System.arraycopy(other.x, 0, x2, 0, LIMBS);
    System.arraycopy(other.y, 0, y2, 0, LIMBS);
    System.arraycopy(other.z, 0, z2, 0, LIMBS);
    addNext();
  }

  /** Doubles the sum a number of times. */
  void doubleTimes(int times) {
    for (int i = 0; i < times; i++) {
      add(this);
    }
  }

  /** Writes the sum to a table, from which {@link #add(long[], int, long)} reads it. */
  void write(long[] table, int at) {
    System.arraycopy(x, 0, table, at, LIMBS);
    System.arraycopy(y, 0, table, at + LIMBS, LIMBS);
    System.arraycopy(z, 0, table, at + 2 * LIMBS, LIMBS);
  }

  /** Adds a point of a table, or its negative if {@code negative} is -1 instead of 0. */
  void add(long[] table, int index, long negative) {
    int at = index * POINT;
    System.arraycopy(table, at, x2, 0, LIMBS);
    System.arraycopy(table, at + LIMBS, y2, 0, LIMBS);
    System.arraycopy(table, at + 2 * LIMBS, z2, 0, LIMBS);
    addNext(negative);
  }

  /**
   * Adds a point of a table after reading all of its points, so that memory accesses do not reveal
   * the index.
   */
  void addSecretly(long[] table, int index, long negative) {
    select(x2, table, 0, index);
    select(y2, table, LIMBS, index);
    select(z2, table, 2 * LIMBS, index);
    addNext(negative);
  }

  /** Selects one coordinate of the point at an index; {@code from} is its offset in a point. */
  private static void select(long[] coordinate, long[] table, int from, int index) {
    long limb0 = 0;
    long limb1 = 0;
    long limb2 = 0;
    long limb3 = 0;
    long limb4 = 0;
    for (int i = 0, at = from; at < table.length; i++, at += POINT) {
      // All bits are set if i is the index.
      long wanted = ((long) (i ^ index) - 1) >> 63;
      limb0 |= table[at] & wanted;
      limb1 |= table[at + 1] & wanted;
      limb2 |= table[at + 2] & wanted;
      limb3 |= table[at + 3] & wanted;
      limb4 |= table[at + 4] & wanted;
    }
    coordinate[0] = limb0;
    coordinate[1] = limb1;
    coordinate[2] = limb2;
    coordinate[3] = limb3;
    coordinate[4] = limb4;
  }

  private void addNext(long negative) {
    for (int limb = 0; limb < LIMBS; limb++) {
      y2[limb] = (y2[limb] ^ negative) - negative;
    }
    addNext();
  }

  /**
   * Adds by algorithm 4, in its order. The comment on each line gives a bound of the result in
   * units of p and, if it is not 1, a bound of its limbs in units of 2^52. A product of a and b is
   * at most 1 + ab/16.
   */
  private void addNext() {
    multiply(t0, x, x2); // 1.1
    multiply(t1, y, y2); // 1.1
    multiply(t2, z, z2); // 1.1
    cross(t3, x, y, x2, y2, t0, t1); // 3.5, 3
    cross(t4, y, z, y2, z2, t1, t2); // 3.5, 3
    cross(y3, x, z, x2, z2, t0, t2); // 3.5, 3
    multiply(z3, B, t2); // 1.1
    minus(x3, y3, z3); // 4.6, 4
    triple(x3); // 13.8, 12
    minus(z3, t1, x3); // 14.9, 13
    plus(x3, t1, x3); // 14.9, 13
    multiply(y3, B, y3); // 1.3
    triple(t2); // 3.3, 3
    minus(y3, y3, t2); // 4.6, 4
    minus(y3, y3, t0); // 5.7, 5
    triple(y3); // 17.1, 15
    triple(t0); // 3.3, 3
    minus(t0, t0, t2); // 6.6, 6
    multiply(t1, t4, y3); // 4.8
    multiply(t2, t0, y3); // 8.1
    multiply(y, x3, z3); // 14.9
    plus(y, y, t2); // 23.0, 2
    multiply(x, t3, x3); // 4.3
    minus(x, x, t1); // 9.1, 2
    multiply(z, t4, z3); // 4.3
    multiply(t1, t3, t0); // 2.5
    plus(z, z, t1); // 6.8, 2
    reduce(x);
    reduce(y);
    reduce(z);
  }

  /** Computes a1·b2 + a2·b1 from the products a1·a2 and b1·b2. */
  private void cross(
      long[] result, long[] a1, long[] b1, long[] a2, long[] b2, long[] aa, long[] bb) {
    plus(x3, a1, b1);
    plus(z3, a2, b2);
    multiply(result, x3, z3);
    minus(result, result, aa);
    minus(result, result, bb);
  }

  /**
   * Returns {@code 04 X Y}, computed by the same steps for every sum; all zeros for the point at
   * infinity.
   */
  byte[] encoded() {
    long[] inverse = Sm2Field.inverse(z);
    multiply(t0, x, inverse);
    multiply(t1, y, inverse);
    // This is 1, or 0 at infinity, where the inverse is 0 as well.
    multiply(t2, z, inverse);
    byte[] encoded = new byte[Sm2Point.ENCODED_BYTES];
    Sm2Field.write(t2, encoded, 1);
    encoded[0] = (byte) (encoded[Sm2Curve.NUMBER_BYTES] << 2);
    Sm2Field.write(t0, encoded, 1);
    Sm2Field.write(t1, encoded, 1 + Sm2Curve.NUMBER_BYTES);
    return encoded;
  }
}
