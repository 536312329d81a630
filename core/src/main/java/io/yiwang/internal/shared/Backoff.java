package io.yiwang.internal.shared;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait between tries: a step that doubles with each try up to a longest one, and what
 * chance makes of that step, so that those whom an outage has stopped do not all come back at once.
 *
 * @param first the step before the second try
 * @param longest the most that a step grows to
 */
public record Backoff(Duration first, Duration longest, Jitter jitter) {
  /** Says how chance changes a wait. */
  public enum Jitter {
    /** Exactly the step. */
    NONE,
    /** Any wait from nothing to the step: for many clients that repeat within seconds. */
    FULL,
    /** More than half of the step, and at most the whole: a wait that must not come too early. */
    UPPER_HALF,
    /** The step and up to a quarter more: where the step is the least that may be waited. */
    QUARTER_MORE
  }

  /**
   * Returns the step after so many failed tries, without jitter.
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

  /** Returns the step after so many failed tries, with its jitter. */
  public Duration wait(int tries) {
    return spread(step(tries));
  }

  /** Returns a wait that another rule gives, brought between the first and the longest step. */
  public Duration clamp(Duration wait) {
    return atMost(wait.compareTo(first) < 0 ? first : wait);
  }

  private Duration atMost(Duration wait) {
    return wait.compareTo(longest) < 0 ? wait : longest;
  }

  /** Returns a wait with the jitter of this back-off. */
  public Duration spread(Duration wait) {
    return spread(wait, ThreadLocalRandom.current().nextDouble());
  }

  /**
   * Returns a wait with the jitter of this back-off, for a given chance.
   *
   * @param chance from 0 to 1, without 1
   */
  public Duration spread(Duration wait, double chance) {
    double nanos = wait.toNanos();
    return switch (jitter) {
      case NONE -> wait;
      case FULL -> Duration.ofNanos((long) (nanos * chance));
      case UPPER_HALF -> wait.minusNanos((long) (nanos / 2 * chance));
      case QUARTER_MORE -> wait.plusNanos((long) (nanos / 4 * chance));
    };
  }
}
