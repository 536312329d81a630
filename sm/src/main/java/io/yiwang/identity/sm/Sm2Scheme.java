package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;

/**
 * Holds what {@link Sm2Signer} and {@link Sm2Verifier} share: constants, and the digest of a
 * message.
 */
final class Sm2Scheme {
  static final String ALGORITHM = "sm2-sm3";
  static final byte[] DEFAULT_USER_ID = "1234567812345678".getBytes(US_ASCII);
  static final int SIGNATURE_BYTES = 64;

  /**
   * The state of SM3 after Z, which depends only on the key. It is copied for every message:
   * benchmarks, rows "SM2 sign" and "SM2 verify".
   */
  private final Sm3 afterZ;

  Sm2Scheme(Sm2PublicKey key, byte[] userId) {
    afterZ = new Sm3().update(z(key, userId));
  }

  /** Returns Z, the hash of the signer's id, the curve and the key (GB/T 32918.2 section 5.5). */
  static byte[] z(Sm2PublicKey key, byte[] userId) {
    if (userId.length > 8191) {
      throw new IllegalArgumentException(
          "an SM2 user id must be at most 8191 bytes, got " + userId.length);
    }
    int bits = userId.length * 8;
    Sm3 digest = new Sm3().update((byte) (bits >> 8), (byte) bits).update(userId);
    for (BigInteger coefficient : new BigInteger[] {Sm2Curve.A, Sm2Curve.B}) {
      byte[] octets = new byte[Sm2Curve.NUMBER_BYTES];
      Sm2Curve.write(coefficient, octets, 0);
      digest.update(octets);
    }
    for (Sm2Point point : new Sm2Point[] {Sm2Point.G, key.point()}) {
      digest.update(point.encoded(), 1, 2 * Sm2Curve.NUMBER_BYTES);
    }
    return digest.end();
  }

  /** Returns the number e of the standard: SM3 of Z and the message, modulo n. */
  int[] digest(byte[] message) {
    return Sm2Scalar.reduced(Sm2Scalar.read(new Sm3(afterZ).update(message).end(), 0));
  }

  /** Returns the coordinate x of the point {@code 04 X Y}, modulo n. */
  static int[] x(byte[] point) {
    return Sm2Scalar.reduced(Sm2Scalar.read(point, 1));
  }

  static byte[] join(int[] r, int[] s) {
    byte[] signature = new byte[SIGNATURE_BYTES];
    Sm2Scalar.write(r, signature, 0);
    Sm2Scalar.write(s, signature, Sm2Curve.NUMBER_BYTES);
    return signature;
  }
}
