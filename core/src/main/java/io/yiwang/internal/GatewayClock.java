package io.yiwang.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Estimates the gateway's time, which is this machine's time until a signed answer shows that this
 * machine's clock is wrong.
 */
final class GatewayClock {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayClock.class);

  /** The smallest change that is logged. */
  private static final Duration NOTABLE = Duration.ofMinutes(1);

  private final Clock clock;

  /** How far the gateway's clock is ahead of this machine's. */
  private volatile Duration offset = Duration.ZERO;

  GatewayClock(Clock clock) {
    this.clock = clock;
  }

  /** Returns the gateway's time as far as it is known. */
  Instant now() {
    return clock.instant().plus(offset);
  }

  /**
   * Adopts the time at which the gateway has just signed, and logs how far this machine's clock is
   * off.
   */
  void set(Instant signed) {
    Duration before = offset;
    Duration found = Duration.between(clock.instant(), signed);
    offset = found;
    if (found.minus(before).abs().compareTo(NOTABLE) > 0) {
      LOG.warn(
          "this machine's clock is {} seconds {} the gateway's; calls use the gateway's time"
              + " from now on; please correct this machine's clock (NTP)",
          found.abs().toSeconds(),
          found.isNegative() ? "ahead of" : "behind");
    }
  }
}
