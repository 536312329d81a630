package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.math.ec.ECLookupTable;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

/**
 * Multiples of one point, by a number that may be a secret. An odd number k below 2^258 is one sum
 * of 43 digits of six bits, each odd and from -63 to 63; a table holds every digit's multiple for
 * every place, so that a multiplication is 42 additions and no doubling, the same for every k. Each
 * row of the table is read whole, and no digit is zero, so neither addresses nor steps tell what k
 * is. Thread-safe.
 *
 * <p>Making the table takes as long as some hundred multiplications, so the first few are made
 * without it. Bouncy Castle's field arithmetic is beneath.
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

  private static final int WITHOUT_TABLE = 50;

  private final ECPoint point;
  private final AtomicInteger uses = new AtomicInteger();
  private volatile ECLookupTable @Nullable [] table;

  Sm2Multiples(ECPoint point) {
    this.point = point;
  }

  /**
   * k times the point, normalised.
   *
   * @param k from 1 to n-1
   */
  ECPoint times(BigInteger k) {
    ECLookupTable[] rows = table;
    if (rows == null) {
      if (uses.incrementAndGet() < WITHOUT_TABLE) {
        return new FixedPointCombMultiplier().multiply(point, k).normalize();
      }
      rows = table();
    }
    // One of k and n-k is odd, and their multiples differ in their sign alone.
    int isOdd = k.intValue() & 1;
    BigInteger[] numbers = {Sm2Curve.N.subtract(k), k};
    byte[] digits = digits(numbers[isOdd]);
    ECPoint sum = rows[0].lookup(digits[0]);
    for (int place = 1; place < PLACES; place++) {
      sum = sum.add(rows[place].lookup(digits[place]));
    }
    sum = sum.normalize();
    ECPoint[] signs = {sum.negate(), sum};
    return signs[isOdd];
  }

  /**
   * k times the point, not normalised, where k is no secret: each row is read at one place alone.
   *
   * @param k from 1 to n-1
   * @return nothing while there is no table yet
   */
  @Nullable ECPoint timesOpen(BigInteger k) {
    ECLookupTable[] rows = table;
    if (rows == null) {
      if (uses.incrementAndGet() < WITHOUT_TABLE) {
        return null;
      }
      rows = table();
    }
    boolean isOdd = k.testBit(0);
    byte[] digits = digits(isOdd ? k : Sm2Curve.N.subtract(k));
    ECPoint sum = rows[0].lookupVar(digits[0]);
    for (int place = 1; place < PLACES; place++) {
      sum = sum.add(rows[place].lookupVar(digits[place]));
    }
    return isOdd ? sum : sum.negate();
  }

  /** The place of each digit in its row, from the lowest on. */
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

  /** Made once, whoever asks first; until it is there, others sign without it or wait for it. */
  synchronized ECLookupTable[] table() {
    ECLookupTable[] made = table;
    if (made == null) {
      made = new ECLookupTable[PLACES];
      ECPoint unit = point;
      for (int place = 0; place < PLACES; place++) {
        made[place] = row(unit);
        unit = unit.timesPow2(DIGIT_BITS).normalize();
      }
      table = made;
    }
    return made;
  }

  /** The odd multiples of a point from -63 to 63. */
  private static ECLookupTable row(ECPoint unit) {
    ECPoint[] multiples = new ECPoint[DIGITS];
    ECPoint twice = unit.twice().normalize();
    ECPoint multiple = unit;
    for (int i = DIGITS / 2; i < DIGITS; i++) {
      multiples[i] = multiple;
      multiple = multiple.add(twice);
    }
    Sm2Curve.CURVE.normalizeAll(multiples, DIGITS / 2, DIGITS / 2, null);
    for (int i = 0; i < DIGITS / 2; i++) {
      multiples[i] = multiples[DIGITS - 1 - i].negate();
    }
    return Sm2Curve.CURVE.createCacheSafeLookupTable(multiples, 0, DIGITS);
  }
}
