package io.yiwang.identity.sm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class SecretNumberTest {
  @Test
  void value_anyNumber_isReturned() {
    for (BigInteger number :
        new BigInteger[] {
          BigInteger.ONE, BigInteger.ONE.shiftLeft(247), Sm2Curve.N.subtract(BigInteger.TWO)
        }) {
      assertEquals(number, Numbers.of(new SecretNumber(Sm2Scalar.of(number)).value()));
    }
  }

  @Test
  void destroy_always_zeroesTheNumber() throws Exception {
    SecretNumber secret = new SecretNumber(Sm2Scalar.of(Sm2Curve.N.subtract(BigInteger.TWO)));
    Field field = SecretNumber.class.getDeclaredField("number");
    field.setAccessible(true);
    int[] memory = (int[]) field.get(secret);
    assertFalse(secret.isDestroyed());

    secret.destroy();

    assertTrue(secret.isDestroyed());
    assertArrayEquals(new int[8], memory);
    assertThrows(IllegalStateException.class, secret::value);
  }
}
