package io.yiwang.ofd;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SignatureException;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;

/** Converts the value of an SM2 signature between its encodings. */
final class Sm2SignatureValue {
  private static final int NUMBER_LENGTH = 32;

  private Sm2SignatureValue() {}

  /** Returns whether a value is r and s alone, as DER or side by side. */
  static boolean isBare(byte[] value) {
    return value.length == 2 * NUMBER_LENGTH || isDer(value);
  }

  private static boolean isDer(byte[] value) {
    try {
      ASN1Sequence pair = ASN1Sequence.getInstance(Der.read(value));
      return pair.size() == 2
          && pair.getObjectAt(0) instanceof ASN1Integer
          && pair.getObjectAt(1) instanceof ASN1Integer;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** Returns r and s side by side; seals usually have them as DER. */
  static byte[] sideBySide(byte[] value) throws SignatureException {
    if (value.length == 2 * NUMBER_LENGTH && !isDer(value)) {
      return value;
    }
    try {
      ASN1Sequence pair = ASN1Sequence.getInstance(Der.read(value));
      byte[] both = new byte[2 * NUMBER_LENGTH];
      for (int i = 0; i < 2; i++) {
        BigInteger number = ASN1Integer.getInstance(pair.getObjectAt(i)).getPositiveValue();
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        int length = bytes.length - from;
        if (length > NUMBER_LENGTH) {
          throw new SignatureException("a number of the signature is too large");
        }
        System.arraycopy(bytes, from, both, NUMBER_LENGTH * (i + 1) - length, length);
      }
      if (pair.size() != 2) {
        throw new SignatureException("the signature has more than two numbers");
      }
      return both;
    } catch (IOException | RuntimeException e) {
      throw new SignatureException("the signature is not two numbers");
    }
  }
}
