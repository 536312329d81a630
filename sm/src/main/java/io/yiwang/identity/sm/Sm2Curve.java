package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.Arrays;

/**
 * The recommended curve sm2p256v1, y² = x³ - 3x + b modulo p, with n points.
 *
 * @see "GB/T 32918.5-2017"
 */
final class Sm2Curve {
  static final int NUMBER_BYTES = 32;

  static final BigInteger P =
      number("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF");
  static final BigInteger A = P.subtract(BigInteger.valueOf(3));
  static final BigInteger B =
      number("28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93");
  static final BigInteger N =
      number("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123");
  static final Sm2Point G =
      new Sm2Point(
          number("32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"),
          number("BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0"));

  private Sm2Curve() {}

  private static BigInteger number(String hex) {
    return new BigInteger(hex, 16);
  }

  /** x³ + ax + b, which is y² where there is a point with this x. */
  private static BigInteger squareOfY(BigInteger x) {
    return x.multiply(x).add(A).multiply(x).add(B).mod(P);
  }

  /**
   * Reads {@code 04 X Y} or, compressed, {@code 02 X} or {@code 03 X}.
   *
   * @throws InvalidKeyException if that is not a point of the curve; quotes nothing of it
   */
  static Sm2Point point(byte[] encoded) throws InvalidKeyException {
    int form = encoded.length == 0 ? -1 : encoded[0];
    boolean compressed = form == 2 || form == 3;
    if (!(compressed && encoded.length == 1 + NUMBER_BYTES)
        && !(form == 4 && encoded.length == 1 + 2 * NUMBER_BYTES)) {
      throw notAPoint();
    }
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(encoded, 1, 1 + NUMBER_BYTES));
    BigInteger square = squareOfY(x);
    BigInteger y;
    if (compressed) {
      // p is 3 modulo 4, so that this is a root where there is one.
      BigInteger root = square.modPow(P.add(BigInteger.ONE).shiftRight(2), P);
      y = root.testBit(0) == (form == 3) ? root : P.subtract(root);
    } else {
      y = new BigInteger(1, Arrays.copyOfRange(encoded, 1 + NUMBER_BYTES, encoded.length));
    }
    if (x.compareTo(P) >= 0 || y.compareTo(P) >= 0 || !y.multiply(y).mod(P).equals(square)) {
      throw notAPoint();
    }
    return new Sm2Point(x, y);
  }

  private static InvalidKeyException notAPoint() {
    return new InvalidKeyException("an SM2 public key must be a point on sm2p256v1");
  }

  /** Writes a number below 2^256 as 32 bytes, big-endian; leaves no copy of it behind. */
  static void write(BigInteger number, byte[] out, int at) {
    byte[] bytes = number.toByteArray();
    // One byte more where the highest bit is set: it would say that the number is negative.
    int count = Math.min(bytes.length, NUMBER_BYTES);
    Arrays.fill(out, at, at + NUMBER_BYTES - count, (byte) 0);
    System.arraycopy(bytes, bytes.length - count, out, at + NUMBER_BYTES - count, count);
    Arrays.fill(bytes, (byte) 0);
  }
}
