package io.yiwang.payments;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * How long something has been in its present state.
 *
 * @param tries how often it was tried there, and had to wait
 * @param askedAt when a person was asked about it, if one was
 */
record Progress(OffsetDateTime since, int tries, @Nullable OffsetDateTime askedAt) {
  static Progress entered(OffsetDateTime now) {
    return new Progress(now, 0, null);
  }

  Progress tried() {
    return new Progress(since, tries + 1, askedAt);
  }

  Progress asked(OffsetDateTime now) {
    return new Progress(since, tries, now);
  }
}
