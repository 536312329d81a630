package io.yiwang.identity.sm;

import java.security.InvalidKeyException;

/**
 * Holds a public key on sm2p256v1: a point that has been checked to be on the curve. Immutable.
 * Created by {@link SmKeys}.
 *
 * @see "GB/T 32918.1-2016 section 6.2"
 */
public final class Sm2PublicKey {
  private final Sm2Point point;

  /** Makes a key from a point that is known to be on the curve, such as a multiple of G. */
  Sm2PublicKey(Sm2Point point) {
    this.point = point;
  }

  /** Decodes {@code 04 X Y} or the compressed form. */
  static Sm2PublicKey decode(byte[] encoded) throws InvalidKeyException {
    return new Sm2PublicKey(Sm2Point.decode(encoded));
  }

  Sm2Point point() {
    return point;
  }

  /** Returns the key as {@code SubjectPublicKeyInfo} in DER, as in a certificate. */
  public byte[] spki() {
    return KeyLayout.spki(point);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Sm2PublicKey other && point.equals(other.point);
  }

  @Override
  public int hashCode() {
    return point.hashCode();
  }

  @Override
  public String toString() {
    return "SM2 public key";
  }
}
