package io.yiwang.qr;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Ends work on a photo that takes too long, or whose thread is interrupted. */
final class TimeLimit {
  private final Duration within;
  private final long start = System.nanoTime();

  TimeLimit(Duration within) {
    this.within = within;
  }

  /** Throws once the time is up; called at least every few milliseconds of work. */
  void check() throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while reading a photo");
    }
    if (System.nanoTime() - start > within.toNanos()) {
      throw new IOException(
          "reading a photo took longer than " + within.toMillis() + " ms; scale it down");
    }
  }
}
