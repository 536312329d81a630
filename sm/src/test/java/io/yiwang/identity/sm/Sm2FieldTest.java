package io.yiwang.identity.sm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Compares Sm2Field with the platform's big integers, over random limbs and limbs with long
 * carries.
 */
class Sm2FieldTest {
  private static final BigInteger P = Sm2Curve.P;
  private static final BigInteger R = BigInteger.ONE.shiftLeft(260);
  private static final BigInteger R_INVERSE = R.modInverse(P);

  /** Returns the value of limbs of any sign and length. */
  private static BigInteger value(long... limbs) {
    BigInteger value = BigInteger.ZERO;
    for (int i = limbs.length - 1; i >= 0; i--) {
      value = value.shiftLeft(52).add(BigInteger.valueOf(limbs[i]));
    }
    return value;
  }

  private static BigInteger number(long[] x) {
    byte[] bytes = new byte[34];
    Sm2Field.write(x, bytes, 1);
    assertTrue(bytes[0] == 0 && bytes[33] == 0);
    return new BigInteger(1, Arrays.copyOfRange(bytes, 1, 33));
  }

  private static List<BigInteger> numbers() {
    List<BigInteger> numbers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      numbers.add(BigInteger.valueOf(i));
      numbers.add(P.subtract(BigInteger.valueOf(i + 1)));
    }
    for (int bit = 26; bit < 256; bit += 26) {
      numbers.add(BigInteger.ONE.shiftLeft(bit).subtract(BigInteger.ONE));
      numbers.add(BigInteger.ONE.shiftLeft(bit));
    }
    Random random = Seed.random();
    for (int i = 0; i < 40; i++) {
      numbers.add(new BigInteger(256, random).mod(P));
      numbers.add(Numbers.structured(random, 52, 5).mod(P));
    }
    return numbers;
  }

  /** Returns limbs as long as those of sums and differences of reduced numbers, of either sign. */
  private static long[] limbs(Random random, long most) {
    long[] limbs = new long[Sm2Field.LIMBS];
    for (int i = 0; i < limbs.length; i++) {
      long limit = i == 4 ? most >> 4 : most;
      limbs[i] =
          switch (random.nextInt(4)) {
            case 0 -> limit;
            case 1 -> -limit;
            case 2 -> 0;
            default -> random.nextLong(-limit, limit + 1);
          };
    }
    return limbs;
  }

  @Test
  void of_anyNumber_hasItsValue() {
    for (BigInteger number : numbers()) {
      assertEquals(number, number(Sm2Field.of(number)));
    }
  }

  /** Checks that p is written as 0, whatever its limbs are. */
  @Test
  void write_multiplesOfP_isZero() {
    for (int i = -1; i <= 1; i++) {
      BigInteger multiple = P.multiply(BigInteger.valueOf(i));
      long[] limbs = new long[Sm2Field.LIMBS];
      for (int limb = 0; limb < 4; limb++) {
        limbs[limb] = multiple.shiftRight(52 * limb).longValue() & ((1L << 52) - 1);
      }
      limbs[4] = multiple.shiftRight(208).longValue();
      assertEquals(BigInteger.ZERO, number(limbs));
    }
  }

  @Test
  void multiply_twoNumbers_isTheirProduct() {
    for (BigInteger a : numbers()) {
      for (BigInteger b : numbers()) {
        long[] z = new long[Sm2Field.LIMBS];
        Sm2Field.multiply(z, Sm2Field.of(a), Sm2Field.of(b));
        assertEquals(a.multiply(b).mod(P), number(z));
      }
    }
  }

  @Test
  void multiply_longAndNegativeLimbs_isTheirProductInShortLimbs() {
    Random random = Seed.random();
    for (int i = 0; i < 20_000; i++) {
      // These are as long as in the formula of addition.
      long[] x = limbs(random, (i % 2 == 0 ? 13L : 6L) << 52);
      long[] y = limbs(random, (i % 2 == 0 ? 13L : 15L) << 52);
      long[] z = new long[Sm2Field.LIMBS];
      Sm2Field.multiply(z, x, y);

      BigInteger expected = value(x).multiply(value(y)).multiply(R_INVERSE).mod(P);
      assertEquals(expected, value(z).mod(P), () -> Arrays.toString(x) + Arrays.toString(y));
      for (int limb = 0; limb < 4; limb++) {
        assertTrue(z[limb] >= 0 && z[limb] < 1L << 52);
      }
      assertTrue(value(z).abs().compareTo(P.multiply(BigInteger.valueOf(21))) < 0);
    }
  }

  @Test
  void reduce_longAndNegativeLimbs_keepsTheNumberInShortLimbs() {
    Random random = Seed.random();
    BigInteger slack = BigInteger.ONE.shiftLeft(230);
    for (int i = 0; i < 20_000; i++) {
      long[] z = limbs(random, (1L << 57) - 1);
      BigInteger before = value(z);
      Sm2Field.reduce(z);

      assertEquals(before.mod(P), value(z).mod(P));
      for (int limb = 0; limb < 4; limb++) {
        assertTrue(z[limb] >= 0 && z[limb] < 1L << 52);
      }
      assertTrue(value(z).compareTo(slack.negate()) > 0);
      assertTrue(value(z).compareTo(BigInteger.ONE.shiftLeft(256).add(slack)) < 0);
    }
  }

  @Test
  void inverse_anyNumber_isItsInverseOrZeroForZero() {
    for (BigInteger number : numbers()) {
      BigInteger expected = number.signum() == 0 ? number : number.modInverse(P);
      assertEquals(expected, number(Sm2Field.inverse(Sm2Field.of(number))));
    }
  }
}
