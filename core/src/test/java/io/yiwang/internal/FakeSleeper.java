package io.yiwang.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that advances only on request or by a wait, which is recorded instead of slept. */
final class FakeSleeper implements Sleeper {
  private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
  private final List<Duration> waits = new CopyOnWriteArrayList<>();
  private volatile boolean interrupting;

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public void await(Duration duration) throws InterruptedException {
    if (interrupting) {
      throw new InterruptedException();
    }
    waits.add(duration);
    advance(duration);
  }

  void advance(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  /** Interrupts the next wait. */
  void interrupts() {
    interrupting = true;
  }

  List<Duration> waits() {
    return waits;
  }
}
