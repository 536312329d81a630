package io.yiwang.signing;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads and writes as much of DER as is needed to recognise keys and to convert their formats. */
final class Der {
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OID = 0x06;
  static final int SEQUENCE = 0x30;

  private Der() {}

  /**
   * A value that was read.
   *
   * @param whole the value with its tag and length
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Value(int tag, byte[] whole, byte[] content) {
    /** Returns the values inside this one. */
    List<Value> parts() throws IOException {
      List<Value> parts = new ArrayList<>();
      for (int at = 0; at < content.length; ) {
        Value part = Der.read(content, at);
        parts.add(part);
        at += part.whole().length;
      }
      return parts;
    }

    BigInteger number() throws IOException {
      if (tag != INTEGER || content.length == 0) {
        throw new IOException("not an INTEGER");
      }
      return new BigInteger(content);
    }

    @Override
    public String toString() {
      return "DER value of " + whole.length + " bytes";
    }
  }

  /** Reads the first value and ignores what follows. */
  static Value read(byte[] der) throws IOException {
    return read(der, 0);
  }

  private static Value read(byte[] der, int from) throws IOException {
    if (der.length < from + 2) {
      throw new IOException("DER that ends too early");
    }
    int at = from + 1;
    int length = der[at++] & 0xff;
    if (length > 0x80 && length <= 0x83) {
      int count = length & 0x7f;
      length = 0;
      for (int i = 0; i < count && at < der.length; i++) {
        length = (length << 8) | (der[at++] & 0xff);
      }
    } else if (length >= 0x80) {
      throw new IOException("DER of a length that no key has");
    }
    if (der.length - at < length) {
      throw new IOException("DER that ends too early");
    }
    return new Value(
        der[from] & 0xff,
        Arrays.copyOfRange(der, from, at + length),
        Arrays.copyOfRange(der, at, at + length));
  }

  static byte[] write(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    int lengthBytes = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
    byte[] der = new byte[2 + lengthBytes + length];
    der[0] = (byte) tag;
    der[1] = (byte) (lengthBytes == 0 ? length : 0x80 | lengthBytes);
    for (int i = 0; i < lengthBytes; i++) {
      der[2 + i] = (byte) (length >> (8 * (lengthBytes - 1 - i)));
    }
    int at = 2 + lengthBytes;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, der, at, part.length);
      at += part.length;
    }
    return der;
  }
}
