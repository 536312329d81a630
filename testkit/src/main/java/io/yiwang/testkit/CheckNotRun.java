package io.yiwang.testkit;

/** Thrown when a check cannot run; the message says what it needs. */
@SuppressWarnings("serial") // Never leaves the process.
final class CheckNotRun extends RuntimeException {
  CheckNotRun(String needs) {
    super(needs);
  }
}
