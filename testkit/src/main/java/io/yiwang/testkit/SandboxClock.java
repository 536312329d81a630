package io.yiwang.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The gateway's time: the machine's own, moved by as much as a test says. Thread-safe. */
public final class SandboxClock extends Clock {
  private final Clock base;
  private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
  private volatile @Nullable Instant frozen;

  SandboxClock(Clock base) {
    this.base = base;
  }

  /** Moves the gateway's time forward, or back if negative. */
  public void advance(Duration by) {
    offset.updateAndGet(now -> now.plus(by));
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

  /** Sets the gateway's time; it continues from there. */
  public void set(Instant instant) {
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
