package io.yiwang.internal.json;

import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;
import java.util.Arrays;

/**
 * Keeps Jackson's buffers for the next body, and zeroes them first. With Jackson's own pool, each
 * thread would retain the last body that it read or wrote for as long as it lives.
 */
final class ZeroingBufferPool extends RecyclerPool.ConcurrentDequePoolBase<BufferRecycler> {
  private static final long serialVersionUID = 1L;

  static final ZeroingBufferPool SHARED = new ZeroingBufferPool();

  private ZeroingBufferPool() {
    super(SERIALIZATION_NON_SHARED);
  }

  @Override
  public BufferRecycler createPooled() {
    return new Emptying();
  }

  private static final class Emptying extends BufferRecycler {
    @Override
    public void releaseByteBuffer(int index, byte[] buffer) {
      Arrays.fill(buffer, (byte) 0);
      super.releaseByteBuffer(index, buffer);
    }

    @Override
    public void releaseCharBuffer(int index, char[] buffer) {
      Arrays.fill(buffer, (char) 0);
      super.releaseCharBuffer(index, buffer);
    }
  }
}
