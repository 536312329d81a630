package io.yiwang.identity;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Holds the answer to an {@link IdentityCheck}. */
public record CheckedIdentity(CheckResult result, @Nullable OffsetDateTime checkedAt) {
  /** Returns whether name and number belong together. */
  public boolean matches() {
    return result.equals(CheckResult.MATCH);
  }
}
