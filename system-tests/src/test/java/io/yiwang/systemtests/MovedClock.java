package io.yiwang.systemtests;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** Shows the machine's time plus an offset that can be changed. */
public final class MovedClock extends Clock {
  private final AtomicReference<Duration> offset;
  private final ZoneId zone;

  /** Creates a clock that shows the machine's time in UTC. */
  public MovedClock() {
    this(new AtomicReference<>(Duration.ZERO), ZoneOffset.UTC);
  }

  private MovedClock(AtomicReference<Duration> offset, ZoneId zone) {
    this.offset = offset;
    this.zone = zone;
  }

  /** Sets the offset of this clock and of every clock that {@link #withZone} made of it. */
  public void setOffset(Duration duration) {
    offset.set(duration);
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(offset.get());
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new MovedClock(offset, other);
  }
}
