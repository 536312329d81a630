package io.yiwang.messages;

import io.yiwang.journal.Backlog;
import io.yiwang.journal.Unserved;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one {@link MessageOutbox} did in a span of time, and what is left in the journal, by
 * whatever node it came.
 *
 * @param from the first instant of the span
 * @param to its end
 * @param taken messages that {@code submit} has made durable
 * @param delivered messages that the desk has since then
 * @param refused messages that the gateway does not take
 * @param deferred how often one was put off: the gateway was not to be reached, or had enough
 * @param backlog what is not delivered, by state, and how old the oldest of it is
 * @param unserved what nobody takes up, in whichever gateway account and kind of the journal
 */
public record OutboxFigures(
    Instant from,
    Instant to,
    long taken,
    long delivered,
    long refused,
    long deferred,
    Backlog backlog,
    List<Unserved> unserved) {
  /** Copies the list. */
  public OutboxFigures {
    unserved = List.copyOf(unserved);
  }

  /** Messages made durable a second. */
  public double takenPerSecond() {
    return perSecond(taken);
  }

  /** Messages handed over a second. */
  public double deliveredPerSecond() {
    return perSecond(delivered);
  }

  private double perSecond(long count) {
    Duration span = Duration.between(from, to);
    return span.isZero() ? 0 : count * 1000.0 / span.toMillis();
  }
}
