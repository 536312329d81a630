package io.yiwang.testkit;

import java.time.Duration;

/** Waits while the gateway does something by itself. */
@FunctionalInterface
interface CheckWait {
  void pause(Duration duration) throws InterruptedException;

  static CheckWait real() {
    return duration -> Thread.sleep(duration.toMillis());
  }
}
