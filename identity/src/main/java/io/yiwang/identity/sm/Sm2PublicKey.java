package io.yiwang.identity.sm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.math.ec.ECPoint;

/**
 * A public key on sm2p256v1: a point that has been checked to lie on the curve. Immutable. Made by
 * {@link SmKeys}.
 *
 * @see "GB/T 32918.1-2016 section 6.2"
 */
public final class Sm2PublicKey {
  private final ECPoint point;

  /** A point of the curve already known to be one, such as a multiple of G. */
  Sm2PublicKey(ECPoint point) {
    this.point = point.normalize();
  }

  /** Decodes {@code 04 X Y} or the compressed form. */
  static Sm2PublicKey decode(byte[] encoded) throws InvalidKeyException {
    ECPoint point;
    try {
      point = Sm2Curve.CURVE.decodePoint(encoded);
    } catch (IllegalArgumentException e) {
      // Without the cause, which quotes the coordinates.
      throw new InvalidKeyException("an SM2 public key must be a point on sm2p256v1");
    }
    if (point.isInfinity()) {
      throw new InvalidKeyException("an SM2 public key must not be the point at infinity");
    }
    return new Sm2PublicKey(point);
  }

  ECPoint point() {
    return point;
  }

  /** The key as DER {@code SubjectPublicKeyInfo}, the way a certificate holds it. */
  public byte[] spki() {
    try {
      return new SubjectPublicKeyInfo(Sm2Curve.KEY_ALGORITHM, point.getEncoded(false)).getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Sm2PublicKey other && point.equals(other.point);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(point.getEncoded(true));
  }

  @Override
  public String toString() {
    return "SM2 public key";
  }
}
