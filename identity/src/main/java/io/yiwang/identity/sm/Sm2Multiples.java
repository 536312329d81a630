package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.math.ec.ECPoint;

/**
 * The multiples of one fixed point B that make k·B a mere sum: for each of the 43 windows of 6 bits
 * the points (1, 3, 5, ... 63)·64^i·B. Immutable after construction.
 *
 * <p>k is written with odd digits only, each of ±1 ... ±63, so that every window adds one point: no
 * digit is zero, and none is left out. k must be odd; of an even k the caller takes n - k, whose
 * multiple is the negative.
 *
 * @see "M. Joye, M. Tunstall, Exponent recoding and regular exponentiation algorithms, 2009"
 */
final class Sm2Multiples {
  private static final int WINDOW = 6;
  private static final int WINDOWS = 43;
  private static final int ODD = 1 << (WINDOW - 1);
  private static final int POINT = 2 * Sm2Field.LIMBS;

  private final long[] table = new long[WINDOWS * ODD * POINT];

  Sm2Multiples(ECPoint base) {
    ECPoint[] points = new ECPoint[WINDOWS * ODD];
    ECPoint first = base;
    for (int window = 0; window < WINDOWS; window++) {
      ECPoint twice = first.twice();
      ECPoint point = first;
      for (int j = 0; j < ODD; j++) {
        points[window * ODD + j] = point;
        point = point.add(twice);
      }
      // 64 times is 65 less one: what the loop has arrived at, less the first.
      first = point.subtract(first);
    }
    base.getCurve().normalizeAll(points);
    for (int i = 0; i < points.length; i++) {
      Sm2Field.set(table, i * POINT, points[i].getAffineXCoord().toBigInteger());
      Sm2Field.set(table, i * POINT + Sm2Field.LIMBS, points[i].getAffineYCoord().toBigInteger());
    }
  }

  /** Adds ±k·B to a sum; which point is read shows in the time it takes, so not for secrets. */
  void addTo(Sm2Sum sum, BigInteger k, boolean negative) {
    long[] digits = words(k);
    for (int window = 0; window < WINDOWS; window++) {
      int digit = digit(digits, window);
      int sign = digit >> (WINDOW - 1) & 1;
      int index = (digit ^ (sign - 1)) & (ODD - 1);
      int at = (window * ODD + index) * POINT;
      System.arraycopy(table, at, sum.x2, 0, Sm2Field.LIMBS);
      System.arraycopy(table, at + Sm2Field.LIMBS, sum.y2, 0, Sm2Field.LIMBS);
      sum.add((sign == 0) != negative);
    }
  }

  /** Adds k·B to a sum; reads every point of a window whatever the digit, for a secret k. */
  void addSecretlyTo(Sm2Sum sum, BigInteger k) {
    long[] digits = words(k);
    for (int window = 0; window < WINDOWS; window++) {
      int digit = digit(digits, window);
      int sign = digit >> (WINDOW - 1) & 1;
      int index = (digit ^ (sign - 1)) & (ODD - 1);
      select(sum, window, index);
      sum.addSigned(sign - 1L);
    }
    Arrays.fill(digits, 0);
  }

  private void select(Sm2Sum sum, int window, int index) {
    long[] x = sum.x2;
    long[] y = sum.y2;
    Arrays.fill(x, 0);
    Arrays.fill(y, 0);
    int at = window * ODD * POINT;
    for (int j = 0; j < ODD; j++) {
      // All ones where j is the index.
      long mask = ((long) (j ^ index) - 1) >> 63;
      for (int i = 0; i < Sm2Field.LIMBS; i++) {
        x[i] |= table[at + i] & mask;
        y[i] |= table[at + Sm2Field.LIMBS + i] & mask;
      }
      at += POINT;
    }
  }

  /**
   * The six bits above the window's lowest: the digit is twice them, plus 1, less 64. So the top
   * one is the sign. The last window has no more above it and is never negative.
   */
  private static int digit(long[] words, int window) {
    int from = WINDOW * window + 1;
    long bits = words[from >> 6] >>> (from & 63);
    // A shift by 64 would be one by 0, hence two.
    bits |= words[(from >> 6) + 1] << 1 << (63 - (from & 63));
    int digit = (int) bits & ((1 << WINDOW) - 1);
    return window == WINDOWS - 1 ? digit | ODD : digit;
  }

  private static long[] words(BigInteger k) {
    long[] words = new long[6];
    for (int i = 0; i < 4; i++) {
      words[i] = k.shiftRight(64 * i).longValue();
    }
    return words;
  }
}
