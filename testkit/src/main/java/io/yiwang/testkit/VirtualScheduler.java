package io.yiwang.testkit;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * What the desks will do at a certain time of the gateway's clock, and the lock that they share.
 * There is no thread behind it: whoever asks a desk first lets it catch up, so that moving the
 * clock is all a test has to do. Thread-safe.
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

  /** Does what is due, then this, while nobody else does anything. */
  synchronized <T> T inTurn(Supplier<T> work) {
    catchUp(clock.instant());
    return work.get();
  }

  /** Does this while nobody else does anything; what it calls does what is due. */
  synchronized <T> T withoutCatchUp(Supplier<T> work) {
    return work.get();
  }

  /** Does what is due, then this, while nobody else does anything. */
  synchronized void runExclusively(Runnable work) {
    catchUp(clock.instant());
    work.run();
  }

  /** Returns a handler that catches up first. */
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
