package io.yiwang.identity;

import java.time.OffsetDateTime;

/** The answer to an {@link IdentityCheck}. */
public record CheckedIdentity(CheckResult result, OffsetDateTime checkedAt) {
  /** Whether name and number belong together. */
  public boolean matches() {
    return result.equals(CheckResult.MATCH);
  }
}
