package io.yiwang.internal;

import java.time.Duration;

/** Sleeps and measures time, independently of the wall clock; tests pass their own. */
interface Sleeper {
  /** The implementation of the JVM. */
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

  /** Returns nanoseconds that never run backwards. */
  long nanos();

  /** Sleeps for a duration. */
  void await(Duration duration) throws InterruptedException;
}
