package io.yiwang.testkit;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * Runs the work of handlers at certain times of the gateway's clock, under the lock that they
 * share. It has no thread: each call of a handler first runs the work that is due, so that a test
 * only has to move the clock. Thread-safe.
 */
final class VirtualScheduler {
  private record Entry(Instant at, long order, Runnable work) {}

  private final SandboxClock clock;
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparing(Entry::at).thenComparing(Entry::order));
  private long order;

  VirtualScheduler(SandboxClock clock) {
    this.clock = clock;
  }

  synchronized void add(Instant at, Runnable work) {
    entries.add(new Entry(at, order++, work));
  }

  /** Runs the work that is due, and then this, under the lock. */
  synchronized <T> T inTurn(Supplier<T> work) {
    catchUp(clock.instant());
    return work.get();
  }

  /** Runs this under the lock; the work that is due runs in what it calls. */
  synchronized <T> T withoutCatchUp(Supplier<T> work) {
    return work.get();
  }

  /** Runs the work that is due, and then this, under the lock. */
  synchronized void runExclusively(Runnable work) {
    catchUp(clock.instant());
    work.run();
  }

  /** Returns a handler that first runs the work that is due. */
  Routes.Handler inTurn(Routes.Handler handler) {
    return exchange -> {
      synchronized (this) {
        catchUp(exchange.now());
        return handler.answer(exchange);
      }
    };
  }

  private void catchUp(Instant now) {
    while (!entries.isEmpty() && !entries.element().at().isAfter(now)) {
      entries.remove().work().run();
    }
  }
}
