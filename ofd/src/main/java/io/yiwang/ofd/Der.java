package io.yiwang.ofd;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1Primitive;

/**
 * Reads ASN.1 that anybody may have made. The library reads a structure within a structure by
 * calling itself; its older versions know no limit, so that a file of some hundred kilobytes ends
 * the thread.
 */
final class Der {
  /** Seals, certificates and time stamps have some fifteen. */
  private static final int MAX_DEPTH = 60;

  private static final int CONSTRUCTED = 0x20;
  private static final int LONG_TAG = 0x1f;
  private static final int MORE = 0x80;
  private static final int MAX_LENGTH_BYTES = 4;

  private final byte[] bytes;
  private int at;

  private Der(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads one value that takes all of the bytes.
   *
   * @throws IOException if they are not one, or it is nested deeper than any real one
   */
  static ASN1Primitive read(byte[] bytes) throws IOException {
    if (isTooDeep(bytes)) {
      throw new IOException("nested deeper than " + MAX_DEPTH);
    }
    return ASN1Primitive.fromByteArray(bytes);
  }

  /** Returns whether reading the bytes would nest deeper than any real value does. */
  static boolean isTooDeep(byte[] bytes) {
    return new Der(bytes).isTooDeep();
  }

  /** Walks over the heads of the values, entering those that hold others. */
  private boolean isTooDeep() {
    int[] ends = new int[MAX_DEPTH];
    int depth = 0;
    while (at < bytes.length) {
      while (depth > 0 && at >= ends[depth - 1]) {
        depth--;
      }
      int tag = next();
      if ((tag & LONG_TAG) == LONG_TAG) {
        while ((next() & MORE) != 0) {
          // The number of the tag says nothing here.
        }
      }
      int end = at + length();
      if ((tag & CONSTRUCTED) == 0) {
        at = end;
      } else if (depth == MAX_DEPTH) {
        return true;
      } else {
        ends[depth] = end;
        depth++;
      }
    }
    return false;
  }

  /** Returns the next byte, or zero behind the last: the library says what is cut off. */
  private int next() {
    return at < bytes.length ? bytes[at++] & 0xff : 0;
  }

  /** Returns how much is in the value, at most what is left. */
  private int length() {
    int first = next();
    int count = first - MORE;
    long length = first;
    if (count >= 0) {
      // One without a length ends at a mark, which is walked over as an empty value.
      length = count == 0 || count > MAX_LENGTH_BYTES ? bytes.length : 0;
      for (int i = 0; i < Math.min(count, MAX_LENGTH_BYTES); i++) {
        length = length << Byte.SIZE | next();
      }
    }
    return (int) Math.min(length, bytes.length - at);
  }
}
