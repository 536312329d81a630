package io.yiwang.messages;

import io.yiwang.journal.Backlog;
import io.yiwang.journal.Unserved;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Counts, and tells a listener from time to time. Thread-safe. */
final class OutboxMeter {
  final AtomicLong taken = new AtomicLong();
  final AtomicLong delivered = new AtomicLong();
  final AtomicLong refused = new AtomicLong();
  final AtomicLong deferred = new AtomicLong();

  private final Clock clock;
  private final Duration every;
  private final Consumer<OutboxFigures> listener;
  private Instant since;

  OutboxMeter(Clock clock, Duration every, Consumer<OutboxFigures> listener) {
    this.clock = clock;
    this.every = every;
    this.listener = listener;
    since = clock.instant();
  }

  /** Tells the listener, where it is time and no other thread does. */
  void tell(Supplier<Backlog> backlog, Supplier<List<Unserved>> unserved) {
    Instant from;
    Instant to = clock.instant();
    synchronized (this) {
      from = since;
      if (Duration.between(from, to).compareTo(every) < 0) {
        return;
      }
      since = to;
    }
    listener.accept(
        new OutboxFigures(
            from,
            to,
            taken.getAndSet(0),
            delivered.getAndSet(0),
            refused.getAndSet(0),
            deferred.getAndSet(0),
            backlog.get(),
            unserved.get()));
  }
}
