package io.yiwang.payments.internal.records;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * How long something has been in its present state.
 *
 * @param tries how often it was tried there, and had to wait
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
