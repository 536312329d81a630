package io.yiwang.payments.internal.records;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Records how long a payment or a refund has been in its present state.
 *
 * @param tries how often it was tried in that state and had to wait
 * @param askedAt when a person was asked about it, if one was
 */
public record Progress(OffsetDateTime since, int tries, @Nullable OffsetDateTime askedAt) {
  public static Progress entered(OffsetDateTime now) {
    return new Progress(now, 0, null);
  }

  public Progress tried() {
    return new Progress(since, tries + 1, askedAt);
  }

  public Progress asked(OffsetDateTime now) {
    return new Progress(since, tries, now);
  }
}
