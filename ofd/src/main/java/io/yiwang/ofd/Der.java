package io.yiwang.ofd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;

/**
 * Reads untrusted ASN.1. The library parses nested structures recursively, and its older versions
 * have no limit, so a file of some hundred kilobytes overflows the stack.
 */
final class Der {
  /**
   * The deepest nesting that is accepted; seals, certificates and time stamps have some 15 levels.
   */
  private static final int MAX_DEPTH = 60;

  private static final int SEQUENCE = 0x30;
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
   * Reads a value that takes all of the bytes.
   *
   * @throws IOException if the bytes are not one value, or it is nested too deep
   */
  static ASN1Primitive read(byte[] bytes) throws IOException {
    if (isTooDeep(bytes)) {
      throw new IOException("nested deeper than " + MAX_DEPTH);
    }
    return ASN1Primitive.fromByteArray(bytes);
  }

  /** Returns whether a value is nested too deep to be read. */
  static boolean isTooDeep(byte[] bytes) {
    return new Der(bytes).isTooDeep();
  }

  /**
   * Returns the values within a value, byte for byte as they came: signatures cover these bytes,
   * and the library would encode lengths in their shortest form.
   */
  static List<byte[]> within(byte[] value) throws IOException {
    Der walk = new Der(value);
    walk.readTag();
    if (walk.at < value.length && (value[walk.at] & 0xff) == MORE) {
      List<byte[]> encoded = new ArrayList<>();
      for (ASN1Encodable each : ASN1Sequence.getInstance(read(value))) {
        encoded.add(each.toASN1Primitive().getEncoded());
      }
      return encoded;
    }
    int length = walk.length();
    int end = walk.at + length;
    List<byte[]> parts = new ArrayList<>();
    while (walk.at < end) {
      int start = walk.at;
      walk.readTag();
      if (walk.at < end && (value[walk.at] & 0xff) == MORE) {
        throw new IOException("a value of indefinite length within one of definite length");
      }
      int own = walk.length();
      walk.at += own;
      parts.add(Arrays.copyOfRange(value, start, walk.at));
    }
    return parts;
  }

  /** Returns the content of a value of definite length. */
  static byte[] content(byte[] value) {
    Der walk = new Der(value);
    walk.readTag();
    int length = walk.length();
    return Arrays.copyOfRange(value, walk.at, walk.at + length);
  }

  /** Returns the encoding of a sequence of encoded values. */
  static byte[] sequence(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteBuffer whole = ByteBuffer.allocate(length + 2 + Integer.BYTES).put((byte) SEQUENCE);
    if (length < MORE) {
      whole.put((byte) length);
    } else {
      int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / Byte.SIZE;
      whole.put((byte) (MORE | bytes));
      for (int i = bytes - 1; i >= 0; i--) {
        whole.put((byte) (length >> (Byte.SIZE * i)));
      }
    }
    for (byte[] part : parts) {
      whole.put(part);
    }
    return Arrays.copyOf(whole.array(), whole.position());
  }

  private int readTag() {
    int tag = next();
    if ((tag & LONG_TAG) == LONG_TAG) {
      while ((next() & MORE) != 0) {
        // The number of the tag is not needed.
      }
    }
    return tag;
  }

  /** Walks over the headers of the values, entering those that contain others. */
  private boolean isTooDeep() {
    int[] ends = new int[MAX_DEPTH];
    int depth = 0;
    while (at < bytes.length) {
      while (depth > 0 && at >= ends[depth - 1]) {
        depth--;
      }
      int tag = readTag();
      int length = length();
      int end = at + length;
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

  /** Returns the next byte, or zero after the last: the library reports what is cut off. */
  private int next() {
    return at < bytes.length ? bytes[at++] & 0xff : 0;
  }

  /** Returns the length of a value's content, at most that of the remaining bytes. */
  private int length() {
    int first = next();
    int count = first - MORE;
    long length = first;
    if (count >= 0) {
      // Indefinite length: the content ends at a mark, which looks like an empty value.
      length = count == 0 || count > MAX_LENGTH_BYTES ? bytes.length : 0;
      for (int i = 0; i < Math.min(count, MAX_LENGTH_BYTES); i++) {
        length = length << Byte.SIZE | next();
      }
    }
    return (int) Math.min(length, bytes.length - at);
  }
}
