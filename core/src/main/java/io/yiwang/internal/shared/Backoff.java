package io.yiwang.internal.shared;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Computes how long to wait between tries: a step that doubles with each try up to a maximum,
 * changed by random jitter, so that the clients that an outage has stopped do not all return at
 * once.
 *
 * @param first the step before the second try
 * @param longest the longest step
 */
public record Backoff(Duration first, Duration longest, Jitter jitter) {
  /** Says how a wait is randomised. */
  public enum Jitter {
    /** Waits exactly one step. */
    NONE,
    /** Waits from nothing to one step: for many clients that retry within seconds. */
    FULL,
    /**
     * Waits more than half a step and at most a whole one: for a retry that must not come too
     * early.
     */
    UPPER_HALF,
    /** Waits one step and up to a quarter more: if the step is the shortest wait allowed. */
    QUARTER_MORE
  }

  /**
   * Returns the step after a number of failed tries, without jitter.
   *
   * @param tries 0 for the first step
   */
  public Duration step(int tries) {
    Duration step = first;
    for (int i = 0; i < tries && !step.isZero() && step.compareTo(longest) < 0; i++) {
      step = step.multipliedBy(2);
    }
    return atMost(step);
  }

  /** Returns the wait after a number of failed tries, with jitter. */
  public Duration wait(int tries) {
    return spread(step(tries));
  }

  /** Limits a wait to the range from the first to the longest step. */
  public Duration clamp(Duration wait) {
    return atMost(wait.compareTo(first) < 0 ? first : wait);
  }

  private Duration atMost(Duration wait) {
    return wait.compareTo(longest) < 0 ? wait : longest;
  }

  /** Adds the jitter of this back-off to a wait. */
  public Duration spread(Duration wait) {
    return spread(wait, ThreadLocalRandom.current().nextDouble());
  }

  /**
   * Adds the jitter of this back-off to a wait, for a given random number.
   *
   * @param random a number from 0 (inclusive) to 1 (exclusive)
   */
  public Duration spread(Duration wait, double random) {
    double nanos = wait.toNanos();
    return switch (jitter) {
      case NONE -> wait;
      case FULL -> Duration.ofNanos((long) (nanos * random));
      case UPPER_HALF -> wait.minusNanos((long) (nanos / 2 * random));
      case QUARTER_MORE -> wait.plusNanos((long) (nanos / 4 * random));
    };
  }
}
