package io.yiwang.identity;

import io.yiwang.identity.x509.TrustAnchors;
import java.time.Clock;
import java.util.Objects;

/**
 * Holds the authorities to trust when signed documents are verified. Immutable, thread-safe.
 *
 * @param signers the authorities of signers, with the policy for revocation
 * @param timestamps the authorities of time stamps; they are trusted for nothing else
 * @param clock the present time
 */
public record DocumentTrust(TrustAnchors signers, TrustAnchors timestamps, Clock clock) {
  /** Checks that all parts are given. */
  public DocumentTrust {
    Objects.requireNonNull(signers, "signers");
    Objects.requireNonNull(timestamps, "timestamps");
    Objects.requireNonNull(clock, "clock");
  }

  /** Trusts the same authorities for signers and time stamps, by the system's clock. */
  public static DocumentTrust of(TrustAnchors anchors) {
    return new DocumentTrust(anchors, anchors, Clock.systemUTC());
  }
}
