package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A point of sm2p256v1 other than the one at infinity, which the maker has checked to be one.
 *
 * @param x from 0 to p-1
 * @param y from 0 to p-1
 */
record Sm2Point(BigInteger x, BigInteger y) {
  /** Of {@code 04 X Y}. */
  static final int ENCODED_BYTES = 1 + 2 * Sm2Curve.NUMBER_BYTES;

  /** Returns a point that need not be checked, such as a multiple of G. */
  static Sm2Point of(byte[] encoded) {
    int half = 1 + Sm2Curve.NUMBER_BYTES;
    return new Sm2Point(
        new BigInteger(1, Arrays.copyOfRange(encoded, 1, half)),
        new BigInteger(1, Arrays.copyOfRange(encoded, half, ENCODED_BYTES)));
  }

  /** {@code 04 X Y}, 65 bytes. */
  byte[] encoded() {
    byte[] encoded = new byte[ENCODED_BYTES];
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
