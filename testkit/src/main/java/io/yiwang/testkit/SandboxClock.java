package io.yiwang.testkit;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Gives the gateway's time, which is the system's plus an offset that a test sets. Thread-safe. */
public final class SandboxClock extends Clock {
  /** The earliest time; certificates and texts cannot have every time that Java supports. */
  private static final Instant EARLIEST = Instant.EPOCH;

  private static final Instant END = Instant.parse("3000-01-01T00:00:00Z");
  private static final String RANGE = "the gateway's time must be from 1970 to 2999";

  private final Clock base;
  private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
  private volatile @Nullable Instant frozen;

  SandboxClock(Clock base) {
    this.base = base;
  }

  /**
   * Moves the gateway's time forward, or back if the duration is negative.
   *
   * @throws IllegalArgumentException if that is before 1970 or after 2999
   */
  public void advance(Duration by) {
    offset.updateAndGet(now -> checked(now, by));
  }

  private Duration checked(Duration now, Duration by) {
    Instant then;
    Duration moved;
    try {
      moved = now.plus(by);
      then = base.instant().plus(moved);
    } catch (ArithmeticException | DateTimeException e) {
      throw new IllegalArgumentException(RANGE);
    }
    if (then.isBefore(EARLIEST) || !then.isBefore(END)) {
      throw new IllegalArgumentException(RANGE);
    }
    return moved;
  }

  /** Returns the difference between the gateway's time and the system's. */
  Duration offset() {
    return Objects.requireNonNull(offset.get());
  }

  /** Sets the difference between the gateway's time and the system's. */
  void offset(Duration other) {
    offset.set(other);
  }

  /** Stops the gateway's time at an instant; null makes it run again. */
  void freeze(@Nullable Instant at) {
    frozen = at;
  }

  /**
   * Sets the gateway's time; it continues from there.
   *
   * @throws IllegalArgumentException if that is before 1970 or after 2999
   */
  public void set(Instant instant) {
    if (instant.isBefore(EARLIEST) || !instant.isBefore(END)) {
      throw new IllegalArgumentException(RANGE);
    }
    offset.set(Duration.between(base.instant(), instant));
  }

  @Override
  public Instant instant() {
    Instant at = frozen;
    return at == null ? base.instant().plus(offset.get()) : at;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
