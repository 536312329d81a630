package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/** What {@link Sm2Signer} and {@link Sm2Verifier} share: numbers, and the message's digest. */
final class Sm2Scheme {
  static final String ALGORITHM = "sm2-sm3";
  static final byte[] DEFAULT_USER_ID = "1234567812345678".getBytes(US_ASCII);
  static final int NUMBER_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

  /** SM3 after Z, the part of every message that depends on the key alone. Only copied. */
  private final SM3Digest afterZ;

  Sm2Scheme(Sm2PublicKey key, byte[] userId) {
    byte[] z = z(key, userId);
    afterZ = new SM3Digest();
    afterZ.update(z, 0, z.length);
  }

  /** The hash over the signer's id, the curve and the key (GB/T 32918.2 section 5.5). */
  static byte[] z(Sm2PublicKey key, byte[] userId) {
    if (userId.length > 8191) {
      throw new IllegalArgumentException(
          "an SM2 user id must be at most 8191 bytes, got " + userId.length);
    }
    ECPoint p = key.point();
    SM3Digest digest = new SM3Digest();
    int bits = userId.length * 8;
    digest.update((byte) (bits >> 8));
    digest.update((byte) bits);
    digest.update(userId, 0, userId.length);
    for (byte[] part :
        new byte[][] {
          Sm2Curve.CURVE.getA().getEncoded(),
          Sm2Curve.CURVE.getB().getEncoded(),
          Sm2Curve.G.getAffineXCoord().getEncoded(),
          Sm2Curve.G.getAffineYCoord().getEncoded(),
          p.getAffineXCoord().getEncoded(),
          p.getAffineYCoord().getEncoded()
        }) {
      digest.update(part, 0, part.length);
    }
    byte[] z = new byte[digest.getDigestSize()];
    digest.doFinal(z, 0);
    return z;
  }

  /** e of the standard: SM3 of Z and the message. */
  BigInteger digest(byte[] message) {
    SM3Digest digest = new SM3Digest(afterZ);
    digest.update(message, 0, message.length);
    byte[] e = new byte[digest.getDigestSize()];
    digest.doFinal(e, 0);
    return new BigInteger(1, e);
  }

  static byte[] join(BigInteger r, BigInteger s) {
    byte[] signature = new byte[SIGNATURE_BYTES];
    BigIntegers.asUnsignedByteArray(r, signature, 0, NUMBER_BYTES);
    BigIntegers.asUnsignedByteArray(s, signature, NUMBER_BYTES, NUMBER_BYTES);
    return signature;
  }

  static BigInteger number(byte[] signature, int from) {
    return new BigInteger(1, Arrays.copyOfRange(signature, from, from + NUMBER_BYTES));
  }
}
