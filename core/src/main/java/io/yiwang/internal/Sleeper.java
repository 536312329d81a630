package io.yiwang.internal;

import java.time.Duration;

/** Waiting and measuring, apart from the wall clock; a test passes its own. */
interface Sleeper {
  /** The machine's own. */
  Sleeper SYSTEM =
      new Sleeper() {
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
