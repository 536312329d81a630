package io.yiwang;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;

/**
 * Says what waits for a worker, and what it has done: the figures for gauges and counters.
 *
 * @param waiting what is unfinished in the journal, by kind, such as {@code fine.payment};
 *     whichever process began it. Empty for a worker without a journal
 * @param interventionRequired how many of it a person has to look into
 * @param done how often this worker did what, since it was made; each only grows. The worker's
 *     {@code figures} names them
 * @param failedRounds how many rounds have failed since it was started
 */
public record WorkerFigures(
    Map<String, Backlog> waiting,
    long interventionRequired,
    Map<String, Long> done,
    long failedRounds) {
  /** Copies the figures. */
  public WorkerFigures {
    waiting = Map.copyOf(waiting);
    done = Map.copyOf(done);
  }

  /** Returns what is unfinished of one kind. */
  public Backlog waiting(String kind) {
    return waiting.getOrDefault(kind, Backlog.NONE);
  }

  /** Returns how many are unfinished, of all kinds. */
  public long unfinished() {
    return waiting.values().stream().mapToLong(Backlog::unfinished).sum();
  }

  /** Returns since when the oldest has been unfinished; zero where nothing is. */
  public Duration oldest() {
    return waiting.values().stream()
        .map(Backlog::oldest)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }
}
