package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.Arrays;

/**
 * A point of sm2p256v1 other than the point at infinity. Whoever makes one has checked that it is
 * on the curve.
 *
 * @param x from 0 to p-1
 * @param y from 0 to p-1
 */
record Sm2Point(BigInteger x, BigInteger y) {
  /** The base point, of order n. */
  static final Sm2Point G =
      new Sm2Point(
          Sm2Curve.number("32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"),
          Sm2Curve.number("BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0"));

  /** The length of {@code 04 X Y}. */
  static final int ENCODED_BYTES = 1 + 2 * Sm2Curve.NUMBER_BYTES;

  /** Reads a point that is known to be on the curve, such as a multiple of G. */
  static Sm2Point of(byte[] encoded) {
    int half = 1 + Sm2Curve.NUMBER_BYTES;
    return new Sm2Point(
        new BigInteger(1, Arrays.copyOfRange(encoded, 1, half)),
        new BigInteger(1, Arrays.copyOfRange(encoded, half, ENCODED_BYTES)));
  }

  /**
   * Reads {@code 04 X Y} or, compressed, {@code 02 X} or {@code 03 X}.
   *
   * @throws InvalidKeyException if it is not a point on the curve; the message does not quote it
   */
  static Sm2Point decode(byte[] encoded) throws InvalidKeyException {
    int form = encoded.length == 0 ? -1 : encoded[0];
    boolean compressed = form == 2 || form == 3;
    if (!(compressed && encoded.length == 1 + Sm2Curve.NUMBER_BYTES)
        && !(form == 4 && encoded.length == 1 + 2 * Sm2Curve.NUMBER_BYTES)) {
      throw notAPoint();
    }
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(encoded, 1, 1 + Sm2Curve.NUMBER_BYTES));
    BigInteger square = Sm2Curve.squareOfY(x);
    BigInteger y;
    if (compressed) {
      // p is 3 modulo 4, so this is a root if there is one.
      BigInteger root = square.modPow(Sm2Curve.P.add(BigInteger.ONE).shiftRight(2), Sm2Curve.P);
      y = root.testBit(0) == (form == 3) ? root : Sm2Curve.P.subtract(root);
    } else {
      y = new BigInteger(1, Arrays.copyOfRange(encoded, 1 + Sm2Curve.NUMBER_BYTES, encoded.length));
    }
    if (x.compareTo(Sm2Curve.P) >= 0
        || y.compareTo(Sm2Curve.P) >= 0
        || !y.multiply(y).mod(Sm2Curve.P).equals(square)) {
      throw notAPoint();
    }
    return new Sm2Point(x, y);
  }

  private static InvalidKeyException notAPoint() {
    return new InvalidKeyException("an SM2 public key must be a point on sm2p256v1");
  }

  /** Returns {@code 04 X Y}, 65 bytes. */
  byte[] encoded() {
    byte[] encoded = new byte[ENCODED_BYTES];
    encoded[0] = 4;
    Sm2Curve.write(x, encoded, 1);
    Sm2Curve.write(y, encoded, 1 + Sm2Curve.NUMBER_BYTES);
    return encoded;
  }

  /** Leaves out the coordinates, which may be secret. */
  @Override
  public String toString() {
    return "point of sm2p256v1";
  }
}
