package io.yiwang.qr;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** Limits what reading a photo may cost. */
final class PhotoCost {
  private PhotoCost() {}

  private static final int MAX_BYTES = 64 << 20;

  /** Measures the thread's CPU time, so that a busy machine does not matter. */
  static void assertCheap(String what, byte[] image) {
    assertTrue(image.length <= QrImage.MAX_BYTES, what);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long time = threads.getCurrentThreadCpuTime();
    long bytes = threads.getThreadAllocatedBytes(id);
    try {
      QrImage.read(image);
    } catch (IOException e) {
      assertFalse(e.getMessage().isEmpty());
    }
    long took = threads.getCurrentThreadCpuTime() - time;
    long used = threads.getThreadAllocatedBytes(id) - bytes;
    assertTrue(took < TimeUnit.MILLISECONDS.toNanos(1300), what + " took " + took + " ns");
    assertTrue(used <= MAX_BYTES, what + " used " + used + " bytes");
  }
}
