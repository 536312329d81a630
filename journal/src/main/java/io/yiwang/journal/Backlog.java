package io.yiwang.journal;

import java.time.Duration;
import java.util.Map;

/**
 * What is unfinished of one kind.
 *
 * @param byState how many are in each state
 * @param oldest since when the oldest has been there; zero where nothing is unfinished
 * @param marked how many meet the condition that {@link IntentStore#marking} was given
 */
public record Backlog(Map<String, Long> byState, Duration oldest, long marked) {
  /** Copies the figures. */
  public Backlog {
    byState = Map.copyOf(byState);
  }

  /** Returns how many are unfinished. */
  public long unfinished() {
    return byState.values().stream().mapToLong(Long::longValue).sum();
  }
}
