package io.yiwang.ofd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;

class Sm2SignatureValueTest {
  private static byte[] der(BigInteger... numbers) throws Exception {
    ASN1Encodable[] integers =
        Arrays.stream(numbers).map(ASN1Integer::new).toArray(ASN1Encodable[]::new);
    return new DERSequence(integers).getEncoded();
  }

  @Test
  void sideBySide_der_padsTheNumbers() throws Exception {
    BigInteger large = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    byte[] expected = new byte[64];
    expected[31] = 1;
    Arrays.fill(expected, 32, 64, (byte) 0xff);

    assertArrayEquals(expected, Sm2SignatureValue.sideBySide(der(BigInteger.ONE, large)));
  }

  @Test
  void sideBySide_64Bytes_areUnchanged() throws Exception {
    byte[] both = new byte[64];
    both[5] = 7;

    assertArrayEquals(both, Sm2SignatureValue.sideBySide(both));
  }

  @Test
  void sideBySide_otherValues_areRefused() throws Exception {
    BigInteger tooLarge = BigInteger.ONE.shiftLeft(256);
    for (byte[] each :
        new byte[][] {
          {},
          {1, 2, 3},
          der(BigInteger.ONE),
          der(BigInteger.ONE, tooLarge),
          der(BigInteger.ONE, BigInteger.ONE, BigInteger.ONE)
        }) {
      assertThrows(SignatureException.class, () -> Sm2SignatureValue.sideBySide(each));
    }
  }

  @Test
  void isBare_twoNumbers_isTrueInBothEncodings() throws Exception {
    assertTrue(Sm2SignatureValue.isBare(new byte[64]));
    assertTrue(Sm2SignatureValue.isBare(der(BigInteger.ONE, BigInteger.TEN)));
    assertFalse(Sm2SignatureValue.isBare(der(BigInteger.ONE)));
    assertFalse(Sm2SignatureValue.isBare(new byte[63]));
  }
}
