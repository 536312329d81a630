package io.yiwang.internal;

import java.time.Duration;

/** Says that another attempt may help, after a wait. */
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
