package io.yiwang.internal;

import java.time.Duration;

/** Waiting and measuring, apart from the wall clock; a test passes its own. */
interface Pause {
  /** The machine's own. */
  Pause SYSTEM =
      new Pause() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void await(Duration duration) throws InterruptedException {
          Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);
        }
      };

  /** Nanoseconds that only ever go forward. */
  long nanos();

  /** Waits, unless interrupted. */
  void await(Duration duration) throws InterruptedException;
}
