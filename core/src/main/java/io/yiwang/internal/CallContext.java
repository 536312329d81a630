package io.yiwang.internal;

import io.yiwang.GovException.Call;
import io.yiwang.GovRequest;
import java.time.Duration;

/** What goes with one call through all rooms: its request, its ids, its record and its deadline. */
final class CallContext {
  private final GovRequest<?> request;
  private final CallRecord record;
  private final Sleeper sleeper;
  private final long deadline;

  CallContext(GovRequest<?> request, String requestId, Duration clientTimeout, Sleeper sleeper) {
    this.request = request;
    this.record = new CallRecord(request.operation(), requestId, sleeper);
    this.sleeper = sleeper;
    Duration own = request.timeout();
    deadline = sleeper.nanos() + (own == null ? clientTimeout : own).toNanos();
  }

  GovRequest<?> request() {
    return request;
  }

  CallRecord record() {
    return record;
  }

  /** Returns the call as an exception names it, with the attempts begun so far. */
  Call call() {
    return record.call();
  }

  /** Returns the time until the deadline; zero once it has passed. */
  Duration left() {
    Duration left = Duration.ofNanos(deadline - sleeper.nanos());
    return left.isNegative() ? Duration.ZERO : left;
  }

  boolean isOver() {
    return left().isZero();
  }

  /** Waits, unless interrupted. */
  void await(Duration wait) throws InterruptedException {
    if (!wait.isZero()) {
      sleeper.await(wait);
    }
  }
}
