package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.util.Objects;
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
  static final Sm2Multiples OF_G = new Sm2Multiples(Sm2Curve.G);

  private static final int DIGIT_BITS = 6;
  private static final int DIGITS = 1 << DIGIT_BITS;
  private static final int PLACES = 43;

  /** 2^258 - 1: with it added and halved, the six bits at a place say which digit stands there. */
  private static final BigInteger ALL_ONES =
      BigInteger.ONE.shiftLeft(DIGIT_BITS * PLACES).subtract(BigInteger.ONE);

  /** Making the table takes as long as some ten multiplications without it. */
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
   * k times the point.
   *
   * @param k from 1 to n-1
   */
  Sm2Point multiplySecret(BigInteger k) {
    return Objects.requireNonNull(sum(k, true).point(), "a multiple by 1 to n-1 is finite");
  }

  /**
   * k times the point, where k is no secret: each row is read at one place alone.
   *
   * @param k from 1 to n-1
   */
  Sm2PointAccumulator multiplyPublic(BigInteger k) {
    return sum(k, false);
  }

  private Sm2PointAccumulator sum(BigInteger k, boolean secret) {
    // One of k and n-k is odd, and their multiples differ in their sign alone.
    int isOdd = k.intValue() & 1;
    BigInteger[] numbers = {Sm2Curve.N.subtract(k), k};
    byte[] digits = digits(numbers[isOdd]);
    long otherSign = isOdd - 1L;
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
    return sum;
  }

  /** Six bits v stand for the digit 2v - 63. */
  private static byte[] digits(BigInteger odd) {
    byte[] bits = odd.add(ALL_ONES).shiftRight(1).toByteArray();
    byte[] digits = new byte[PLACES];
    for (int place = 0; place < PLACES; place++) {
      int from = place * DIGIT_BITS;
      int low = octet(bits, from >> 3) | octet(bits, (from >> 3) + 1) << 8;
      digits[place] = (byte) (low >> (from & 7) & (DIGITS - 1));
    }
    return digits;
  }

  private static int octet(byte[] bigEndian, int fromTheEnd) {
    int at = bigEndian.length - 1 - fromTheEnd;
    return at < 0 ? 0 : bigEndian[at] & 0xff;
  }

  /** -1 for a negative digit, or 0. */
  private static long negative(int digit) {
    return (digit >> (DIGIT_BITS - 1)) - 1L;
  }

  /** Where a row has the multiple by the digit's amount. */
  private static int index(int digit) {
    return (digit ^ (int) negative(digit)) & (DIGITS / 2 - 1);
  }

  private long[][] rowsInUse() {
    long[][] made = rows;
    return made.length > 1 || uses.incrementAndGet() < WITHOUT_TABLE ? made : table();
  }

  /** Made once, whoever asks first; the others wait for it. */
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

  /** The odd multiples of a unit from 1 to 63. */
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
