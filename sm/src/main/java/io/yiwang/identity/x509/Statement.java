package io.yiwang.identity.x509;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one answer says about one certificate.
 *
 * @param made when the answer was made
 * @param scope the scope of the list; empty for an answer about all reasons and certificates
 * @param since since when it is revoked; null if the answer says that it is not
 * @param isHold whether it is only suspended; no other revocation can be lifted
 * @see "RFC 5280 section 5.3.1; RFC 6960 section 4.4.5"
 */
record Statement(Instant made, String scope, @Nullable Instant since, boolean isHold) {
  static Statement good(Instant made, String scope) {
    return new Statement(made, scope, null, false);
  }

  static Statement revoked(Instant made, String scope, Instant since, boolean isHold) {
    return new Statement(made, scope, since, isHold);
  }

  /** Returns whether this is a revocation that cannot be lifted. */
  boolean isPermanent() {
    return since != null && !isHold;
  }

  /**
   * Returns whether this is a suspension that was lifted: a later answer of the same scope no
   * longer has it.
   */
  boolean isLifted(List<Statement> all) {
    return isHold
        && all.stream()
            .anyMatch(
                other ->
                    other.since == null
                        && other.made.isAfter(made)
                        && (other.scope.isEmpty() || other.scope.equals(scope)));
  }

  /**
   * Returns since when the certificate is revoked according to all statements; null if it is not.
   */
  static @Nullable Instant revokedSince(List<Statement> all) {
    Instant earliest = null;
    for (Statement each : all) {
      Instant since = each.since;
      if (since != null && !each.isLifted(all) && (earliest == null || since.isBefore(earliest))) {
        earliest = since;
      }
    }
    return earliest;
  }
}
