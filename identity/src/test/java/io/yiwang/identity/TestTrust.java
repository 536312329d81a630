package io.yiwang.identity;

import io.yiwang.identity.x509.TrustAnchors;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Trust as tests of documents have it. */
final class TestTrust {
  private TestTrust() {}

  /** Trust in these roots at that time, revocation not looked at. */
  static DocumentTrust in(Instant now, X509Certificate... roots) throws Exception {
    TrustAnchors anchors = TrustAnchors.of(roots);
    return new DocumentTrust(anchors, anchors, Clock.fixed(now, ZoneOffset.UTC));
  }
}
