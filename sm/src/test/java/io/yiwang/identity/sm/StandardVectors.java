package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.HexFormat;

/** Holds the key pair of the standard's examples (GB/T 32918.5-2017 annex A). */
final class StandardVectors {
  static final String D = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8";
  static final String PX = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020";
  static final String PY = "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13";
  static final BigInteger K =
      new BigInteger("59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21", 16);
  static final byte[] MESSAGE = "message digest".getBytes(US_ASCII);
  static final String SIGNATURE =
      "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
          + "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA";

  private StandardVectors() {}

  static Sm2PrivateKey key() {
    try {
      return SmKeys.rawPrivateKey(hex(D));
    } catch (InvalidKeyException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
