package io.yiwang.identity.sm;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Multiplies one point by numbers that may be secret. An odd number k below 2^258 is a unique sum
 * of 43 digits of six bits, each odd and from -63 to 63. The odd multiples of the point up to 63
 * form a row in which a digit is looked up; between two digits the sum is doubled six times. After
 * a point has been used often, a table has a row for the place of every digit, and a multiplication
 * consists of additions only. Either way the steps are the same for every k, each row is read as a
 * whole, and no digit is zero, so that neither the addresses nor the steps reveal k. Thread-safe.
 *
 * @see "M. Joye, M. Tunstall: Exponent Recoding and Regular Exponentiation Algorithms, 2009"
 */
final class Sm2Multiples {
  /** The multiples of the base point G. */
  static final Sm2Multiples OF_G = new Sm2Multiples(Sm2Point.G);

  private static final int DIGIT_BITS = 6;
  private static final int DIGITS = 1 << DIGIT_BITS;
  private static final int PLACES = 43;

  /**
   * The number of multiplications without a table. Computing the table takes as long as about ten
   * of them: benchmarks, rows "SM2 sign" and "SM2 verify".
   */
  private static final int WITHOUT_TABLE = 50;

  private final Sm2Point point;
  private final AtomicInteger uses = new AtomicInteger();

  /** The row of the point itself, alone or followed by those of all other places. */
  private volatile long[][] rows;

  Sm2Multiples(Sm2Point point) {
    this.point = point;
    this.rows = new long[][] {row(Sm2PointAccumulator.of(point))};
  }

  /**
   * Returns k times the point, as {@code 04 X Y}.
   *
   * @param k from 1 to n-1
   */
  byte[] multiplySecret(int[] k) {
    return sum(k, true).encoded();
  }

  /**
   * Returns k times the point for a k that is not secret: only one entry of each row is read:
   * benchmarks, row "SM2 verify".
   *
   * @param k from 1 to n-1
   */
  Sm2PointAccumulator multiplyPublic(int[] k) {
    return sum(k, false);
  }

  private Sm2PointAccumulator sum(int[] k, boolean secret) {
    // Either k or n-k is odd, and their multiples differ only in the sign. Both are computed, and a
    // mask selects one.
    int isEven = (k[0] & 1) - 1;
    int[] opposite = Sm2Scalar.minus(new int[Sm2Scalar.LIMBS], k);
    int[] odd = Sm2Scalar.select(isEven, opposite, k);
    byte[] digits = digits(odd);
    long flipped = isEven;
    long[][] rows = rowsInUse();
    boolean isOneRow = rows.length == 1;
    Sm2PointAccumulator sum = new Sm2PointAccumulator();
    for (int place = PLACES - 1; place >= 0; place--) {
      if (isOneRow) {
        sum.doubleTimes(DIGIT_BITS);
      }
      int digit = digits[place];
      long[] row = rows[isOneRow ? 0 : place];
      long negative = negative(digit) ^ flipped;
      if (secret) {
        sum.addSecretly(row, index(digit), negative);
      } else {
        sum.add(row, index(digit), negative);
      }
    }
    Arrays.fill(opposite, 0);
    Arrays.fill(odd, 0);
    Arrays.fill(digits, (byte) 0);
    return sum;
  }

  /**
   * Returns the digits. Six bits v stand for the digit 2v - 63. They are the bits of (odd + 2^258 -
   * 1) / 2, which is odd/2 rounded down, with bit 257 set.
   */
  private static byte[] digits(int[] odd) {
    byte[] digits = new byte[PLACES];
    for (int place = 0; place < PLACES; place++) {
      int from = place * DIGIT_BITS + 1;
      int limb = from >> 5;
      long bits = odd[limb] & 0xffffffffL;
      if (limb + 1 < odd.length) {
        bits |= (long) odd[limb + 1] << 32;
      }
      digits[place] = (byte) (bits >>> (from & 31) & (DIGITS - 1));
    }
    digits[PLACES - 1] |= DIGITS / 2;
    return digits;
  }

  /** Returns -1 for a negative digit, 0 for a positive one. */
  private static long negative(int digit) {
    return (digit >> (DIGIT_BITS - 1)) - 1L;
  }

  /** Returns the index in a row of the multiple by a digit's absolute value. */
  private static int index(int digit) {
    return (digit ^ (int) negative(digit)) & (DIGITS / 2 - 1);
  }

  private long[][] rowsInUse() {
    long[][] made = rows;
    return made.length > 1 || uses.incrementAndGet() < WITHOUT_TABLE ? made : table();
  }

  /** Returns the table, which the first caller computes while others wait. */
  synchronized long[][] table() {
    if (rows.length == 1) {
      long[][] made = new long[PLACES][];
      made[0] = rows[0];
      Sm2PointAccumulator unit = Sm2PointAccumulator.of(point);
      for (int place = 1; place < PLACES; place++) {
        unit.doubleTimes(DIGIT_BITS);
        made[place] = row(unit);
      }
      rows = made;
    }
    return rows;
  }

  /** Returns the odd multiples of a unit from 1 to 63. */
  private static long[] row(Sm2PointAccumulator unit) {
    long[] row = new long[DIGITS / 2 * Sm2PointAccumulator.POINT];
    Sm2PointAccumulator twice = new Sm2PointAccumulator();
    twice.add(unit);
    twice.doubleTimes(1);
    Sm2PointAccumulator multiple = new Sm2PointAccumulator();
    multiple.add(unit);
    for (int at = 0; at < row.length; at += Sm2PointAccumulator.POINT) {
      multiple.write(row, at);
      multiple.add(twice);
    }
    return row;
  }
}
