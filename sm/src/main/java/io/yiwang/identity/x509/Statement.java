package io.yiwang.identity.x509;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one answer says of one certificate.
 *
 * @param made when the answer was made
 * @param scope of the list that says it; empty for what is about all reasons and certificates
 * @param since when it was revoked; absent where the answer says that it is not
 * @param isHold whether it is suspended, which may be taken back; nothing else may
 * @see "RFC 5280 section 5.3.1; RFC 6960 section 4.4.5"
 */
record Statement(Instant made, String scope, @Nullable Instant since, boolean isHold) {
  static Statement good(Instant made, String scope) {
    return new Statement(made, scope, null, false);
  }

  static Statement revoked(Instant made, String scope, Instant since, boolean isHold) {
    return new Statement(made, scope, since, isHold);
  }

  /** Returns whether it is a revocation that nothing takes back. */
  boolean isForGood() {
    return since != null && !isHold;
  }

  /**
   * Returns whether a suspension was taken back: a later answer of the same scope has it no more.
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
   * Returns since when the certificate is revoked, by all that is said of it; null where it is not.
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
