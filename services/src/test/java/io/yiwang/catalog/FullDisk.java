package io.yiwang.catalog;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;

/** Limits the bytes that can be written to a directory, as a disk that is nearly full. */
final class FullDisk extends FilterDirectory {
  private final AtomicLong left;

  FullDisk(Directory disk, AtomicLong left) {
    super(disk);
    this.left = left;
  }

  @Override
  public IndexOutput createOutput(String name, IOContext context) throws IOException {
    return bounded(in.createOutput(name, context));
  }

  @Override
  public IndexOutput createTempOutput(String prefix, String suffix, IOContext context)
      throws IOException {
    return bounded(in.createTempOutput(prefix, suffix, context));
  }

  private IndexOutput bounded(IndexOutput out) {
    return new IndexOutput(out.toString(), out.getName()) {
      @Override
      public void writeByte(byte each) throws IOException {
        take(1);
        out.writeByte(each);
      }

      @Override
      public void writeBytes(byte[] bytes, int offset, int length) throws IOException {
        take(length);
        out.writeBytes(bytes, offset, length);
      }

      @Override
      public long getFilePointer() {
        return out.getFilePointer();
      }

      @Override
      public long getChecksum() throws IOException {
        return out.getChecksum();
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }

  private void take(int bytes) throws IOException {
    if (left.addAndGet(-bytes) < 0) {
      throw new IOException("No space left on device");
    }
  }
}
