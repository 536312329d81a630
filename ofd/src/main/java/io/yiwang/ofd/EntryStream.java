package io.yiwang.ofd;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses an entry while it is read. Its end is reached only if the size and the checksum are
 * those of the zip's directory, and no byte is left over.
 */
final class EntryStream extends FilterInputStream {
  private static final int BUFFER = 8 << 10;

  private final Range packed;
  private final Entry entry;
  private final @Nullable Inflater inflater;
  private final CRC32 crc = new CRC32();
  private long left;

  private EntryStream(InputStream in, Range packed, Entry entry, @Nullable Inflater inflater) {
    super(in);
    this.packed = packed;
    this.entry = entry;
    this.inflater = inflater;
    left = entry.size();
  }

  /**
   * Opens an entry.
   *
   * @param start the position of its data in the zip
   */
  static EntryStream open(ZipSource source, Entry entry, long start) {
    Range packed = new Range(source, start, entry.packed());
    if (entry.method() == Entry.STORED) {
      return new EntryStream(packed, packed, entry, null);
    }
    Inflater inflater = new Inflater(true);
    return new EntryStream(
        new InflaterInputStream(packed, inflater, BUFFER), packed, entry, inflater);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      checkEnd();
      return -1;
    }
    int read;
    try {
      read = super.read(into, offset, (int) Math.min(length, left));
    } catch (ZipException | EOFException e) {
      throw new OfdException("a file within cannot be unpacked");
    }
    if (read < 0) {
      throw new OfdException("a file within is cut off");
    }
    crc.update(into, offset, read);
    left -= read;
    return read;
  }

  private void checkEnd() throws IOException {
    if (crc.getValue() != entry.crc()) {
      throw new OfdException("a file within is damaged: its checksum is wrong");
    }
    if (inflater != null) {
      int more;
      try {
        more = super.read();
      } catch (ZipException | EOFException e) {
        throw new OfdException("a file within cannot be unpacked");
      }
      if (more >= 0) {
        throw new OfdException("a file within is longer than the directory says");
      }
      // Another reader would look for the next entry there.
      if (!packed.isRead(inflater.getRemaining())) {
        throw new OfdException("a file within is followed by bytes that are not its own");
      }
    }
  }

  @Override
  public void close() throws IOException {
    super.close();
    if (inflater != null) {
      inflater.end();
    }
  }

  /** Reads a range of the zip, and one padding byte, which an inflater without header needs. */
  private static final class Range extends InputStream {
    private final ZipSource source;
    private long at;
    private long left;
    private boolean isPadded;

    Range(ZipSource source, long at, long length) {
      this.source = source;
      this.at = at;
      this.left = length;
    }

    /** Returns whether everything was used, except for so many bytes that were read ahead. */
    boolean isRead(int ahead) {
      return left == 0 && ahead <= (isPadded ? 1 : 0);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (left == 0) {
        if (isPadded) {
          return -1;
        }
        isPadded = true;
        into[offset] = 0;
        return 1;
      }
      int read = source.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, left)), at);
      if (read < 0) {
        throw new EOFException("the zip is cut off");
      }
      at += read;
      left -= read;
      return read;
    }
  }
}
