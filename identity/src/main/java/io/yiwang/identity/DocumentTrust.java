package io.yiwang.identity;

import io.yiwang.identity.x509.TrustAnchors;
import java.time.Clock;
import java.util.Objects;

/**
 * Says whom to believe about signed documents. Immutable, thread-safe.
 *
 * @param signers the authorities of those who sign, with the policy for revocation
 * @param timestamps the authorities of time stamps; what they certify is used for nothing else
 * @param clock what time it is
 */
public record DocumentTrust(TrustAnchors signers, TrustAnchors timestamps, Clock clock) {
  /** All parts are needed. */
  public DocumentTrust {
    Objects.requireNonNull(signers, "signers");
    Objects.requireNonNull(timestamps, "timestamps");
    Objects.requireNonNull(clock, "clock");
  }

  /** Returns the same authorities for both, and the system's clock. */
  public static DocumentTrust of(TrustAnchors anchors) {
    return new DocumentTrust(anchors, anchors, Clock.systemUTC());
  }
}
