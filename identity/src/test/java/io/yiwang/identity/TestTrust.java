package io.yiwang.identity;

import io.yiwang.identity.x509.TrustAnchors;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Makes the trust for tests of documents. */
final class TestTrust {
  private TestTrust() {}

  /** Trusts these roots at a time, without checking revocation. */
  static DocumentTrust in(Instant now, X509Certificate... roots) throws Exception {
    TrustAnchors anchors = TrustAnchors.of(roots);
    return new DocumentTrust(anchors, anchors, Clock.fixed(now, ZoneOffset.UTC));
  }
}
