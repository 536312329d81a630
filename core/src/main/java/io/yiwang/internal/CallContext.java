package io.yiwang.internal;

import io.yiwang.GovException.Call;
import io.yiwang.GovRequest;
import java.time.Duration;

/** Accompanies one call through all stages, with its request, its record and its deadline. */
final class CallContext {
  private final GovRequest<?> request;
  private final CallRecord record;
  private final Sleeper sleeper;
  private final long deadline;

  CallContext(GovRequest<?> request, String requestId, Duration clientTimeout, Sleeper sleeper) {
    this.request = request;
    this.record = new CallRecord(request.operation(), requestId, sleeper);
    this.sleeper = sleeper;
    Duration requested = request.timeout();
    deadline = sleeper.nanos() + (requested == null ? clientTimeout : requested).toNanos();
  }

  GovRequest<?> request() {
    return request;
  }

  CallRecord record() {
    return record;
  }

  /** Identifies the call for an exception, with the number of attempts so far. */
  Call call() {
    return record.call();
  }

  /** Returns the time left until the deadline; zero once it has passed. */
  Duration left() {
    Duration left = Duration.ofNanos(deadline - sleeper.nanos());
    return left.isNegative() ? Duration.ZERO : left;
  }

  boolean isOver() {
    return left().isZero();
  }

  /** Sleeps for a time that may be zero. */
  void await(Duration wait) throws InterruptedException {
    if (!wait.isZero()) {
      sleeper.await(wait);
    }
  }
}
