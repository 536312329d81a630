package io.yiwang.identity.sm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.Test;

class Sm2ArithmeticTest {
  private static final BigInteger P = Sm2Field.P;

  /** The ends of the field and of each limb, and numbers drawn from a fixed seed. */
  private static List<BigInteger> numbers() {
    Random random = new Random(7);
    List<BigInteger> numbers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      numbers.add(BigInteger.valueOf(i));
      numbers.add(P.subtract(BigInteger.valueOf(i + 1L)));
    }
    for (int bit : new int[] {32, 51, 52, 64, 96, 104, 156, 208, 224, 255}) {
      numbers.add(BigInteger.ONE.shiftLeft(bit));
      numbers.add(BigInteger.ONE.shiftLeft(bit).subtract(BigInteger.ONE));
    }
    for (int i = 0; i < 60; i++) {
      numbers.add(new BigInteger(256, random).mod(P));
    }
    return numbers;
  }

  @Test
  void multiply_everyPair_isTheProductModuloP() {
    for (BigInteger a : numbers()) {
      for (BigInteger b : numbers()) {
        long[] z = new long[Sm2Field.LIMBS];
        Sm2Field.multiply(z, Sm2Field.of(a), Sm2Field.of(b));
        assertEquals(a.multiply(b).mod(P), Sm2Field.get(z));
      }
    }
  }

  @Test
  void multiply_sumsAndDifferencesNotCarried_isTheProductModuloP() {
    for (BigInteger a : numbers()) {
      for (BigInteger b : numbers()) {
        // 3a - 4b: as long and as negative as a limb ever gets before a multiplication.
        long[] x = Sm2Field.of(a);
        long[] y = Sm2Field.of(b);
        for (int i = 0; i < Sm2Field.LIMBS; i++) {
          x[i] = 3 * x[i] - 4 * y[i];
        }
        BigInteger expected =
            a.multiply(BigInteger.valueOf(3)).subtract(b.multiply(BigInteger.valueOf(4))).mod(P);
        assertEquals(expected, Sm2Field.get(x));

        long[] product = new long[Sm2Field.LIMBS];
        Sm2Field.multiply(product, x, y);
        assertEquals(expected.multiply(b).mod(P), Sm2Field.get(product));

        Sm2Field.reduce(x);
        assertEquals(expected, Sm2Field.get(x));
        assertTrue(x[4] >= 0 && x[4] <= 1L << 48);
      }
    }
  }

  @Test
  void invert_timesItself_isOne() {
    for (BigInteger a : numbers()) {
      if (a.signum() != 0) {
        long[] z = new long[Sm2Field.LIMBS];
        Sm2Field.invert(z, Sm2Field.of(a));
        assertEquals(a.modInverse(P), Sm2Field.get(z));
      }
    }
  }

  @Test
  void multiples_oddFactors_areThoseOfAnotherImplementation() {
    Random random = new Random(11);
    ECPoint base = Sm2Curve.G.multiply(BigInteger.valueOf(12345)).normalize();
    Sm2Multiples multiples = new Sm2Multiples(base);
    List<BigInteger> factors = new ArrayList<>();
    for (long small : new long[] {1, 3, 61, 63, 65, 127, 4095, 4097}) {
      factors.add(BigInteger.valueOf(small));
      factors.add(Sm2Curve.N.subtract(BigInteger.valueOf(small + 1)));
    }
    for (int i = 0; i < 50; i++) {
      factors.add(new BigInteger(256, random).mod(Sm2Curve.N).setBit(0));
    }
    for (BigInteger factor : factors) {
      BigInteger k = factor.testBit(0) ? factor : Sm2Curve.N.subtract(factor);
      BigInteger expected = base.multiply(k).normalize().getAffineXCoord().toBigInteger();
      Sm2Sum open = new Sm2Sum();
      multiples.addTo(open, k, false);
      Sm2Sum secret = new Sm2Sum();
      multiples.addSecretlyTo(secret, k);

      assertFalse(open.failed());
      assertEquals(expected, open.affineX());
      assertTrue(secret.hasAffineX(expected));
      assertFalse(secret.hasAffineX(expected.add(BigInteger.ONE)));
    }
  }

  @Test
  void addTo_negative_takesAway() {
    Sm2Multiples multiples = new Sm2Multiples(Sm2Curve.G);
    Sm2Sum sum = new Sm2Sum();
    multiples.addTo(sum, BigInteger.valueOf(101), false);
    multiples.addTo(sum, BigInteger.valueOf(1), true);

    assertEquals(
        Sm2Curve.G.multiply(BigInteger.valueOf(100)).normalize().getAffineXCoord().toBigInteger(),
        sum.affineX());
  }

  @Test
  void add_ofThePointItself_failsAndStaysFailed() {
    Sm2Multiples multiples = new Sm2Multiples(Sm2Curve.G);
    Sm2Sum sum = new Sm2Sum();
    // The last window of 1·G adds 2^252·G to (1 - 2^252)·G; adding -1·G afterwards then meets
    // its first window's negative only if the sum is right.
    multiples.addTo(sum, BigInteger.ONE, false);
    assertFalse(sum.failed());
    multiples.addTo(sum, BigInteger.ONE, true);

    assertTrue(sum.failed());
  }
}
