package io.yiwang.identity.sm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares Sm2Multiples with Bouncy Castle's multiplication. */
class Sm2MultiplesTest {
  private static final BigInteger N = Sm2Curve.N;
  private static final Sm2Multiples BY_TABLE = new Sm2Multiples(Sm2Point.G);

  @BeforeAll
  static void makeTable() {
    BY_TABLE.table();
  }

  private static byte[] secretly(Sm2Multiples multiples, BigInteger k) {
    return multiples.multiplySecret(Sm2Scalar.of(k));
  }

  private static void assertMultiple(Sm2Point point, BigInteger k, byte[] multiple) {
    ECPoint expected = LibraryCurve.DOMAIN.getCurve().decodePoint(point.encoded()).multiply(k);
    assertArrayEquals(expected.getEncoded(false), multiple, () -> "k = " + k.toString(16));
  }

  private static List<BigInteger> edges() {
    List<BigInteger> edges = new ArrayList<>();
    for (int i = 1; i < 200; i++) {
      edges.add(BigInteger.valueOf(i));
      edges.add(N.subtract(BigInteger.valueOf(i)));
    }
    for (int bit = 8; bit < 256; bit++) {
      BigInteger power = BigInteger.ONE.shiftLeft(bit);
      for (BigInteger k :
          List.of(power, power.subtract(BigInteger.ONE), power.add(BigInteger.ONE))) {
        if (k.compareTo(N) < 0) {
          edges.add(k);
        }
      }
    }
    return edges;
  }

  private static BigInteger below(BigInteger limit, Random random) {
    return new BigInteger(320, random).mod(limit.subtract(BigInteger.ONE)).add(BigInteger.ONE);
  }

  @Test
  void multiply_numbersAtTheBounds_equalsBouncyCastles() {
    for (BigInteger k : edges()) {
      assertMultiple(Sm2Point.G, k, secretly(BY_TABLE, k));
      assertMultiple(Sm2Point.G, k, open(BY_TABLE, k));
    }
  }

  @Test
  void multiply_numbersAtTheBoundsWithoutATable_equalsBouncyCastles() {
    Sm2Multiples multiples = new Sm2Multiples(Sm2Point.G);
    int uses = 0;
    for (BigInteger k : edges()) {
      if (uses++ % 20 == 0) {
        multiples = new Sm2Multiples(Sm2Point.G);
      }
      assertMultiple(Sm2Point.G, k, secretly(multiples, k));
      assertMultiple(Sm2Point.G, k, open(multiples, k));
    }
  }

  @Test
  void multiply_randomNumbersAndPoints_isTheSameWithAndWithoutATable() {
    Random random = new Random(7);
    for (int i = 0; i < 8; i++) {
      Sm2Point point = Sm2Point.of(secretly(BY_TABLE, below(N, random)));
      Sm2Multiples multiples = new Sm2Multiples(point);
      for (int uses = 0; uses < 80; uses++) {
        BigInteger k = below(N, random);
        assertMultiple(point, k, secretly(multiples, k));
        assertMultiple(point, k, open(multiples, k));
      }
    }
  }

  private static byte[] open(Sm2Multiples multiples, BigInteger k) {
    return multiples.multiplyPublic(Sm2Scalar.of(k)).encoded();
  }

  @Test
  void add_multipleAndItsNegative_isAtInfinityAndCanBeAddedTo() {
    BigInteger k = new BigInteger("123456789");
    Sm2PointAccumulator sum = BY_TABLE.multiplyPublic(Sm2Scalar.of(k));

    sum.add(BY_TABLE.multiplyPublic(Sm2Scalar.of(N.subtract(k))));
    assertArrayEquals(new byte[65], sum.encoded());
    sum.doubleTimes(1);
    assertArrayEquals(new byte[65], sum.encoded());
    sum.add(Sm2PointAccumulator.of(Sm2Point.G));
    assertArrayEquals(Sm2Point.G.encoded(), sum.encoded());
    sum.add(new Sm2PointAccumulator());
    assertArrayEquals(Sm2Point.G.encoded(), sum.encoded());
    sum.add(Sm2PointAccumulator.of(Sm2Point.G));
    assertArrayEquals(secretly(BY_TABLE, BigInteger.TWO), sum.encoded());
  }

  /** Checks the precondition of the bounds in the formula. */
  @Test
  void add_anyPoints_hasReducedCoordinates() {
    BigInteger slack = BigInteger.ONE.shiftLeft(230);
    BigInteger most = BigInteger.ONE.shiftLeft(256).add(slack);
    Random random = new Random(9);
    long[] coordinates = new long[Sm2PointAccumulator.POINT];
    Sm2PointAccumulator sum = new Sm2PointAccumulator();
    for (int i = 0; i < 5_000; i++) {
      if (random.nextBoolean()) {
        sum.doubleTimes(1);
      } else {
        sum.add(BY_TABLE.multiplyPublic(Sm2Scalar.of(below(N, random))));
      }
      sum.write(coordinates, 0);
      for (int at = 0; at < Sm2PointAccumulator.POINT; at += Sm2Field.LIMBS) {
        BigInteger value = BigInteger.valueOf(coordinates[at + 4]);
        for (int limb = 3; limb >= 0; limb--) {
          long bits = coordinates[at + limb];
          assertTrue(bits >= 0 && bits < 1L << 52);
          value = value.shiftLeft(52).add(BigInteger.valueOf(bits));
        }
        assertTrue(value.compareTo(slack.negate()) > 0 && value.compareTo(most) < 0);
      }
    }
  }
}
