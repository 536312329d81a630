package io.yiwang.qr;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Ends the reading of a photo that takes too long, or whose thread is interrupted. */
final class TimeLimit {
  private final Duration within;
  private final long start = System.nanoTime();

  TimeLimit(Duration within) {
    this.within = within;
  }

  /**
   * Checks the time and the interrupt; called at least every few milliseconds of work.
   *
   * @throws IOException if the time is up
   * @throws InterruptedIOException if the thread is interrupted
   */
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
