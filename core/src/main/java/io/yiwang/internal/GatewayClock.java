package io.yiwang.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The gateway's time: this machine's, until a signed answer has shown that this machine's clock is
 * wrong.
 */
final class GatewayClock {
  private final Clock clock;

  /** How far the gateway's clock is ahead of ours. */
  private volatile Duration offset = Duration.ZERO;

  GatewayClock(Clock clock) {
    this.clock = clock;
  }

  /** Returns the gateway's time, as far as it is known. */
  Instant now() {
    return clock.instant().plus(offset);
  }

  /** Takes over the time under which the gateway has just signed. */
  void set(Instant signed) {
    offset = Duration.between(clock.instant(), signed);
  }
}
