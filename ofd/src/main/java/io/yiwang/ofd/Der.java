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
 * Reads ASN.1 that anybody may have made. The library reads a structure within a structure by
 * calling itself; its older versions know no limit, so that a file of some hundred kilobytes ends
 * the thread.
 */
final class Der {
  /** Seals, certificates and time stamps have some fifteen. */
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

  /**
   * Returns the values within a value, byte for byte as they came: what is signed is these bytes,
   * and the library writes lengths again in the shortest form.
   */
  static List<byte[]> within(byte[] value) throws IOException {
    Der walk = new Der(value);
    walk.passTag();
    if (walk.at < value.length && (value[walk.at] & 0xff) == MORE) {
      List<byte[]> again = new ArrayList<>();
      for (ASN1Encodable each : ASN1Sequence.getInstance(read(value))) {
        again.add(each.toASN1Primitive().getEncoded());
      }
      return again;
    }
    int length = walk.length();
    int end = walk.at + length;
    List<byte[]> parts = new ArrayList<>();
    while (walk.at < end) {
      int start = walk.at;
      walk.passTag();
      if (walk.at < end && (value[walk.at] & 0xff) == MORE) {
        throw new IOException("a value without a length within one that has a length");
      }
      int own = walk.length();
      walk.at += own;
      parts.add(Arrays.copyOfRange(value, start, walk.at));
    }
    return parts;
  }

  /** Returns what is in a value of known length, behind its head. */
  static byte[] content(byte[] value) {
    Der walk = new Der(value);
    walk.passTag();
    int length = walk.length();
    return Arrays.copyOfRange(value, walk.at, walk.at + length);
  }

  /** Returns the sequence of values that are encoded already. */
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

  private int passTag() {
    int tag = next();
    if ((tag & LONG_TAG) == LONG_TAG) {
      while ((next() & MORE) != 0) {
        // The number of the tag says nothing here.
      }
    }
    return tag;
  }

  /** Walks over the heads of the values, entering those that hold others. */
  private boolean isTooDeep() {
    int[] ends = new int[MAX_DEPTH];
    int depth = 0;
    while (at < bytes.length) {
      while (depth > 0 && at >= ends[depth - 1]) {
        depth--;
      }
      int tag = passTag();
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
