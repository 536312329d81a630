package io.yiwang.identity.sm;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the exact DER layouts of nearly all SM2 keys, in which only the numbers differ.
 * {@link KeyParser} reads other forms, but loads Bouncy Castle's classes; this class avoids that:
 * benchmarks, row "first answer".
 *
 * @see "RFC 5480 section 2, RFC 5915 section 3, RFC 5958 section 2; GB/T 32918.5-2017"
 */
final class KeyLayout {
  private static final String ALGORITHM = "301306072a8648ce3d020106082a811ccf5501822d";

  /** The start of SubjectPublicKeyInfo, up to the point 04 X Y. */
  private static final byte[] SPKI = hex("3059" + ALGORITHM + "034200");

  /**
   * The start of PKCS#8 up to the number, if the public key follows, as OpenSSL and GmSSL write it.
   */
  private static final byte[] PKCS8 = hex("308187020100" + ALGORITHM + "046d306b0201010420");

  /** The bytes between the number and the point. */
  private static final byte[] PUBLIC_HALF = hex("a144034200");

  /** The start of PKCS#8 up to the number, if nothing follows. */
  private static final byte[] PKCS8_ALONE = hex("3041020100" + ALGORITHM + "042730250201010420");

  private static final int POINT_BYTES = 1 + 2 * Sm2Curve.NUMBER_BYTES;

  private KeyLayout() {}

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** Returns the point in a SubjectPublicKeyInfo of this layout; null for any other. */
  static byte @Nullable [] point(byte[] der) {
    return der.length == SPKI.length + POINT_BYTES && isAt(0, SPKI, der)
        ? Arrays.copyOfRange(der, SPKI.length, der.length)
        : null;
  }

  /** Returns the number in a private key of one of these layouts; null for any other. */
  static byte @Nullable [] number(byte[] der) {
    int end = PKCS8.length + Sm2Curve.NUMBER_BYTES;
    if (der.length == end + PUBLIC_HALF.length + POINT_BYTES
        && isAt(0, PKCS8, der)
        && isAt(end, PUBLIC_HALF, der)) {
      return Arrays.copyOfRange(der, PKCS8.length, end);
    }
    return der.length == PKCS8_ALONE.length + Sm2Curve.NUMBER_BYTES && isAt(0, PKCS8_ALONE, der)
        ? Arrays.copyOfRange(der, PKCS8_ALONE.length, der.length)
        : null;
  }

  /** Returns the point that follows the number in one of these layouts; null if there is none. */
  static byte @Nullable [] publicHalf(byte[] der) {
    return der.length > PKCS8_ALONE.length + Sm2Curve.NUMBER_BYTES
        ? Arrays.copyOfRange(der, der.length - POINT_BYTES, der.length)
        : null;
  }

  private static boolean isAt(int from, byte[] layout, byte[] der) {
    return Arrays.equals(layout, 0, layout.length, der, from, from + layout.length);
  }

  static byte[] spki(Sm2Point point) {
    return joined(SPKI, point.encoded());
  }

  /**
   * Returns a private key in PKCS#8.
   *
   * @param d the number, which is wiped
   */
  static byte[] pkcs8(int[] d, Sm2Point point) {
    byte[] number = new byte[Sm2Curve.NUMBER_BYTES];
    Sm2Scalar.write(d, number, 0);
    Arrays.fill(d, 0);
    byte[] pkcs8 = joined(PKCS8, number, PUBLIC_HALF, point.encoded());
    Arrays.fill(number, (byte) 0);
    return pkcs8;
  }

  private static byte[] joined(byte[]... parts) {
    byte[] whole = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }
}
