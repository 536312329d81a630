package io.yiwang.identity.sm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bouncycastle.math.ec.ECLookupTable;
import org.junit.jupiter.api.Test;

class Sm2BaseTest {
  private static final BigInteger N = Sm2Curve.N;
  private static final ECLookupTable[] TABLE = Sm2Base.table();

  /** Bouncy Castle's own multiplication, without any table. */
  private static BigInteger expected(BigInteger k) {
    return Sm2Curve.G.multiply(k).normalize().getAffineXCoord().toBigInteger();
  }

  @Test
  void x_numbersAtTheEdges_areAsWithoutATable() {
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
        assertEquals(expected(k), Sm2Base.x(TABLE, k), () -> "k = " + k.toString(16));
      }
    }
  }

  @Test
  void x_randomNumbers_areAsWithoutATable() {
    Random random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      BigInteger k =
          new BigInteger(256, random).mod(N.subtract(BigInteger.ONE)).add(BigInteger.ONE);
      assertEquals(expected(k), Sm2Base.x(TABLE, k), () -> "k = " + k.toString(16));
    }
  }
}
