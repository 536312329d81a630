package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Defines the recommended curve sm2p256v1: y² = x³ - 3x + b modulo p, with n points.
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

  private Sm2Curve() {}

  static BigInteger number(String hex) {
    return new BigInteger(hex, 16);
  }

  /** Returns x³ + ax + b, which is y² if there is a point with this x. */
  static BigInteger squareOfY(BigInteger x) {
    return x.multiply(x).add(A).multiply(x).add(B).mod(P);
  }

  /** Writes a number below 2^256 as 32 bytes, big-endian, and leaves no copy behind. */
  static void write(BigInteger number, byte[] out, int at) {
    byte[] bytes = number.toByteArray();
    // If the highest bit is set there is one more byte, since the number would be negative without
    // it.
    int count = Math.min(bytes.length, NUMBER_BYTES);
    Arrays.fill(out, at, at + NUMBER_BYTES - count, (byte) 0);
    System.arraycopy(bytes, bytes.length - count, out, at + NUMBER_BYTES - count, count);
    Arrays.fill(bytes, (byte) 0);
  }
}
