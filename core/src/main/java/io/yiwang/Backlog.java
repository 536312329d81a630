package io.yiwang;

import java.time.Duration;
import java.util.Map;

/**
 * Counts what is unfinished of one kind of work, whichever process began it.
 *
 * @param byState how many are in each state
 * @param oldest since when the oldest has been there; zero where nothing is unfinished
 * @param marked how many carry the mark of who wrote them, such as that a person was asked about it
 */
public record Backlog(Map<String, Long> byState, Duration oldest, long marked) {
  /** Has nothing unfinished. */
  public static final Backlog NONE = new Backlog(Map.of(), Duration.ZERO, 0);

  /** Copies the figures. */
  public Backlog {
    byState = Map.copyOf(byState);
  }

  /** Returns how many are unfinished. */
  public long unfinished() {
    return byState.values().stream().mapToLong(Long::longValue).sum();
  }
}
