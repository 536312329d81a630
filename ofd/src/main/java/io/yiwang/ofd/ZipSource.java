package io.yiwang.ofd;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Reads the bytes of a zip, from a file or from memory. */
abstract class ZipSource implements Closeable {
  static ZipSource of(Path file) throws IOException {
    return new FileSource(FileChannel.open(file));
  }

  static ZipSource of(byte[] bytes) {
    return new MemorySource(bytes);
  }

  abstract long size() throws IOException;

  /** Reads some bytes at a position into the buffer; returns how many, or -1 at the end. */
  abstract int read(ByteBuffer into, long at) throws IOException;

  /** Returns exactly these bytes. */
  ByteBuffer bytes(long at, int length) throws IOException {
    if (at < 0 || at > size() - length) {
      throw new OfdException("the zip is cut off");
    }
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (read(buffer, at + buffer.position()) < 0) {
        throw new OfdException("the zip is cut off");
      }
    }
    return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static final class FileSource extends ZipSource {
    private final FileChannel channel;

    FileSource(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    long size() throws IOException {
      return channel.size();
    }

    @Override
    int read(ByteBuffer into, long at) throws IOException {
      return channel.read(into, at);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class MemorySource extends ZipSource {
    private final byte[] bytes;

    MemorySource(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    long size() {
      return bytes.length;
    }

    @Override
    int read(ByteBuffer into, long at) {
      int length = (int) Math.min(into.remaining(), bytes.length - at);
      if (length <= 0) {
        return -1;
      }
      into.put(bytes, (int) at, length);
      return length;
    }

    @Override
    public void close() {
      // Memory needs no closing.
    }
  }
}
