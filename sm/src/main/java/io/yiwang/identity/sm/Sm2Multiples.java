package io.yiwang.identity.sm;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Multiples of one point, by a number that may be a secret. An odd number k below 2^258 is one sum
 * of 43 digits of six bits, each odd and from -63 to 63. The point's odd multiples up to 63 are the
 * row that a digit is looked up in; between two digits the sum is doubled six times. Once a point
 * has been used often, a table has a row for every digit's place, and a multiplication is additions
 * alone. Either way the steps are the same for every k, each row is read whole, and no digit is
 * zero, so that neither addresses nor steps tell what k is. Thread-safe.
 *
 * @see "M. Joye, M. Tunstall: Exponent Recoding and Regular Exponentiation Algorithms, 2009"
 */
final class Sm2Multiples {
  /** Those of G. */
  static final Sm2Multiples OF_G = new Sm2Multiples(Sm2Point.G);

  private static final int DIGIT_BITS = 6;
  private static final int DIGITS = 1 << DIGIT_BITS;
  private static final int PLACES = 43;

  /**
   * Making the table takes as long as some ten multiplications without it. The rows "SM2 sign" and
   * "SM2 verify" of the benchmarks pay for it.
   */
  private static final int WITHOUT_TABLE = 50;

  private final Sm2Point point;
  private final AtomicInteger uses = new AtomicInteger();

  /** The row of the point itself, alone or with those of all further places. */
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
   * Returns k times the point, where k is not secret: each row is read at one place alone, which
   * the row "SM2 verify" of the benchmarks pays for.
   *
   * @param k from 1 to n-1
   */
  Sm2PointAccumulator multiplyPublic(int[] k) {
    return sum(k, false);
  }

  private Sm2PointAccumulator sum(int[] k, boolean secret) {
    // One of k and n-k is odd, and their multiples differ in their sign alone. Both are worked out,
    // and a mask takes one.
    int isEven = (k[0] & 1) - 1;
    int[] opposite = Sm2Scalar.minus(new int[Sm2Scalar.LIMBS], k);
    int[] odd = Sm2Scalar.select(isEven, opposite, k);
    byte[] digits = digits(odd);
    long otherSign = isEven;
    long[][] rows = rowsInUse();
    boolean oneForAll = rows.length == 1;
    Sm2PointAccumulator sum = new Sm2PointAccumulator();
    for (int place = PLACES - 1; place >= 0; place--) {
      if (oneForAll) {
        sum.doubleTimes(DIGIT_BITS);
      }
      int digit = digits[place];
      long[] row = rows[oneForAll ? 0 : place];
      long negative = negative(digit) ^ otherSign;
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
   * Returns the digits. Six bits v mean the digit 2v - 63: they are those of (odd + 2^258 - 1) / 2,
   * which is odd/2 rounded down, with bit 257 set.
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

  /** Returns -1 for a negative digit, or 0. */
  private static long negative(int digit) {
    return (digit >> (DIGIT_BITS - 1)) - 1L;
  }

  /** Returns where a row has the multiple by the digit's amount. */
  private static int index(int digit) {
    return (digit ^ (int) negative(digit)) & (DIGITS / 2 - 1);
  }

  private long[][] rowsInUse() {
    long[][] made = rows;
    return made.length > 1 || uses.incrementAndGet() < WITHOUT_TABLE ? made : table();
  }

  /** Returns the table, made once by whoever asks first; the others wait for it. */
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
