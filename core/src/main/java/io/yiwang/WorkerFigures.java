package io.yiwang;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;

/**
 * Holds figures about a worker for gauges and counters: what is pending and what it has done.
 *
 * @param waiting the unfinished work in the journal by kind, such as {@code fine.payment},
 *     whichever process started it; empty for a worker without a journal
 * @param interventionRequired the number of unfinished items that a person has to look into
 * @param done how often this worker has done what since it was created; each count only grows. The
 *     worker's {@code figures} method names them
 * @param failedRounds the number of rounds that have failed since the worker was started
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

  /** Returns the unfinished work of one kind. */
  public Backlog waiting(String kind) {
    return waiting.getOrDefault(kind, Backlog.NONE);
  }

  /** Returns the number of unfinished items of all kinds. */
  public long unfinished() {
    return waiting.values().stream().mapToLong(Backlog::unfinished).sum();
  }

  /** Returns the age of the oldest unfinished item; zero if there is none. */
  public Duration oldestAge() {
    return waiting.values().stream()
        .map(Backlog::oldestAge)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }
}
