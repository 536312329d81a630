package io.yiwang.identity.sm;

import java.math.BigInteger;

/**
 * A point of sm2p256v1 other than the one at infinity, which the maker has checked to be one.
 *
 * @param x from 0 to p-1
 * @param y from 0 to p-1
 */
record Sm2Point(BigInteger x, BigInteger y) {
  /** {@code 04 X Y}, 65 bytes. */
  byte[] encoded() {
    byte[] encoded = new byte[1 + 2 * Sm2Curve.NUMBER_BYTES];
    encoded[0] = 4;
    Sm2Curve.write(x, encoded, 1);
    Sm2Curve.write(y, encoded, 1 + Sm2Curve.NUMBER_BYTES);
    return encoded;
  }

  /** Both are of the curve, but may be part of what is kept secret. */
  @Override
  public String toString() {
    return "point of sm2p256v1";
  }
}
