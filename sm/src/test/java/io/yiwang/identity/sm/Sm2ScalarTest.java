package io.yiwang.identity.sm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Compares Sm2Scalar with the platform's big integers, over random limbs and limbs with long
 * carries.
 */
class Sm2ScalarTest {
  private static final BigInteger N = Sm2Curve.N;
  private static final BigInteger R = BigInteger.ONE.shiftLeft(256);
  private static final BigInteger R_INVERSE = R.modInverse(N);

  /** Returns a number up to 2^256 - 1. */
  private static List<BigInteger> wide() {
    List<BigInteger> wide = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      BigInteger small = BigInteger.valueOf(i);
      wide.add(small);
      wide.add(N.add(small));
      wide.add(N.subtract(small));
      wide.add(R.subtract(small).subtract(BigInteger.ONE));
      wide.add(R.subtract(N).add(small));
      wide.add(N.shiftRight(1).add(small));
      wide.add(Sm2Curve.P.subtract(small));
    }
    for (int bit = 31; bit < 256; bit += 32) {
      wide.add(BigInteger.ONE.shiftLeft(bit));
      wide.add(BigInteger.ONE.shiftLeft(bit).subtract(BigInteger.ONE));
      wide.add(BigInteger.ONE.shiftLeft(bit + 1).subtract(BigInteger.ONE));
      wide.add(R.subtract(BigInteger.ONE.shiftLeft(bit)));
    }
    Random random = Seed.random();
    for (int i = 0; i < 60; i++) {
      wide.add(Numbers.structured(random, 32, 8));
      wide.add(new BigInteger(256, random));
    }
    return wide;
  }

  private static List<BigInteger> below() {
    return wide().stream().filter(number -> number.compareTo(N) < 0).toList();
  }

  private static void assertIs(BigInteger expected, int[] limbs, BigInteger... of) {
    assertEquals(expected, Numbers.of(limbs), () -> "of " + List.of(of));
  }

  @Test
  void reduced_anyNumber_isItModuloTheOrder() {
    for (BigInteger a : wide()) {
      assertIs(a.mod(N), Sm2Scalar.reduced(Numbers.limbs(a)), a);
      assertIs(a.mod(N), Sm2Scalar.of(a), a);
    }
  }

  @Test
  void isInRange_anyNumber_isTrueFrom1ToTheOrderMinus1() {
    for (BigInteger a : wide()) {
      assertEquals(
          a.signum() > 0 && a.compareTo(N) < 0,
          Sm2Scalar.isInRange(Numbers.limbs(a)),
          () -> a.toString(16));
      assertEquals(a.signum() == 0, Sm2Scalar.isZero(Numbers.limbs(a)));
    }
  }

  @Test
  void read_writtenNumber_isTheSame() {
    for (BigInteger a : wide()) {
      byte[] bytes = new byte[34];
      Sm2Scalar.write(Numbers.limbs(a), bytes, 1);

      assertIs(a, Sm2Scalar.read(bytes, 1), a);
      assertEquals(a.shiftLeft(8), new BigInteger(1, bytes));
    }
  }

  @Test
  void arithmetic_ofAnyPair_isModuloTheOrder() {
    for (BigInteger a : below()) {
      for (BigInteger b : below()) {
        int[] x = Numbers.limbs(a);
        int[] y = Numbers.limbs(b);
        assertIs(a.add(b).mod(N), Sm2Scalar.plus(x, y), a, b);
        assertIs(a.subtract(b).mod(N), Sm2Scalar.minus(x, y), a, b);
        assertIs(a.multiply(b).multiply(R_INVERSE).mod(N), Sm2Scalar.multiply(x, y), a, b);
        assertIs(a, Sm2Scalar.select(-1, x, y), a, b);
        assertIs(b, Sm2Scalar.select(0, x, y), a, b);
      }
    }
  }

  @Test
  void inverse_anyNumber_timesItIsOneOrZeroForZero() {
    for (BigInteger a : below()) {
      int[] x = Numbers.limbs(a);
      int[] inverse = Sm2Scalar.inverse(x);

      assertIs(a.signum() == 0 ? BigInteger.ZERO : a.modInverse(N).multiply(R).mod(N), inverse, a);
      assertIs(BigInteger.valueOf(a.signum()), Sm2Scalar.multiply(x, inverse), a);
    }
  }
}
