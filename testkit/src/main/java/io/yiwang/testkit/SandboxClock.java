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

/** Tells the gateway's time: the machine's, moved by as much as a test says. Thread-safe. */
public final class SandboxClock extends Clock {
  /** Its certificates, deadlines and texts cannot be made of every time that Java knows. */
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
   * Moves the gateway's time forward, or back if negative.
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

  /** Returns how far the gateway's time is from the machine's. */
  Duration offset() {
    return Objects.requireNonNull(offset.get());
  }

  /** Moves the gateway's time to so far from the machine's. */
  void offset(Duration other) {
    offset.set(other);
  }

  /** Lets the gateway's time be that and stay there; absent lets it run again. */
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
