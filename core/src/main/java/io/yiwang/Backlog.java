package io.yiwang;

import java.time.Duration;
import java.util.Map;

/**
 * Counts the unfinished work of one kind, whichever process started it.
 *
 * @param byState the number of items in each state
 * @param oldestAge the age of the oldest item; zero if nothing is unfinished
 * @param marked the number of items marked by their owner, for example because a person was asked
 *     to look into them
 */
public record Backlog(Map<String, Long> byState, Duration oldestAge, long marked) {
  /** Holds no unfinished work. */
  public static final Backlog NONE = new Backlog(Map.of(), Duration.ZERO, 0);

  /** Copies the figures. */
  public Backlog {
    byState = Map.copyOf(byState);
  }

  /** Returns the number of unfinished items. */
  public long unfinished() {
    return byState.values().stream().mapToLong(Long::longValue).sum();
  }
}
