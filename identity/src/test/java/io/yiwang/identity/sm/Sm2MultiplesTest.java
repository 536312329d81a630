package io.yiwang.identity.sm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class Sm2MultiplesTest {
  private static final BigInteger N = Sm2Curve.N;
  private static final Sm2Multiples MULTIPLES = new Sm2Multiples(Sm2Curve.G);

  /** From the first on, by the table. */
  @BeforeAll
  static void makeTable() {
    MULTIPLES.table();
  }

  /** Bouncy Castle's own multiplication, without any table. */
  private static ECPoint expected(BigInteger k) {
    return Sm2Curve.G.multiply(k).normalize();
  }

  @Test
  void times_numbersAtTheEdges_areAsWithoutATable() {
    List<BigInteger> edges = new ArrayList<>();
    for (int i = 1; i < 200; i++) {
      edges.add(BigInteger.valueOf(i));
      edges.add(N.subtract(BigInteger.valueOf(i)));
    }
    for (int bit = 1; bit < 256; bit++) {
      BigInteger power = BigInteger.ONE.shiftLeft(bit).mod(N);
      edges.add(power);
      edges.add(power.subtract(BigInteger.ONE));
      edges.add(power.add(BigInteger.ONE));
    }
    for (BigInteger k : edges) {
      if (k.signum() > 0 && k.compareTo(N) < 0) {
        assertEquals(expected(k), MULTIPLES.times(k), () -> "k = " + k.toString(16));
        assertEquals(expected(k), open(k), () -> "k = " + k.toString(16));
      }
    }
  }

  @Test
  void times_randomNumbers_areAsWithoutATable() {
    Random random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      BigInteger k =
          new BigInteger(256, random).mod(N.subtract(BigInteger.ONE)).add(BigInteger.ONE);
      assertEquals(expected(k), MULTIPLES.times(k), () -> "k = " + k.toString(16));
      assertEquals(expected(k), open(k), () -> "k = " + k.toString(16));
    }
  }

  private static ECPoint open(BigInteger k) {
    return Objects.requireNonNull(MULTIPLES.timesOpen(k)).normalize();
  }

  @Test
  void timesOpen_onAPointNotYetInUse_isLeftToOthers() {
    Sm2Multiples multiples = new Sm2Multiples(Sm2Curve.G);

    assertNull(multiples.timesOpen(BigInteger.TEN));
    for (int i = 0; i < 100; i++) {
      multiples.times(BigInteger.TEN);
    }
    assertEquals(
        expected(BigInteger.TEN),
        Objects.requireNonNull(multiples.timesOpen(BigInteger.TEN)).normalize());
  }

  @Test
  void times_manyOnOnePoint_areTheSameWithAndWithoutATable() {
    ECPoint point = Sm2Curve.G.multiply(BigInteger.valueOf(77)).normalize();
    Sm2Multiples multiples = new Sm2Multiples(point);
    Random random = new Random(8);
    for (int i = 0; i < 100; i++) {
      BigInteger k = new BigInteger(255, random).add(BigInteger.ONE);
      assertEquals(point.multiply(k).normalize(), multiples.times(k));
    }
  }
}
