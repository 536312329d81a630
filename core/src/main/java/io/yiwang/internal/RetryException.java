package io.yiwang.internal;

import java.time.Duration;

/** Thrown when another attempt may succeed after a delay. */
final class RetryException extends Exception {
  private static final long serialVersionUID = 1L;
  private final Duration delay;

  RetryException(Duration delay) {
    this.delay = delay;
  }

  Duration delay() {
    return delay;
  }
}
