package io.yiwang.ofd;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.Finding;
import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.ofd.OfdMaker.Sealing;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Seals documents, and verifies them at several times and under several policies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SealFixture {
  static final Instant SOON = SIGNED.plusSeconds(3600);

  static final Instant LATER = TestPki.TO.plusSeconds(3600);

  Holder root;

  Holder signer;

  Holder maker;

  Holder stranger;

  @BeforeAll
  void holders() throws Exception {
    root = TestPki.root("SM3withSM2");
    signer = TestPki.under(root, "CN=signer", "SM3withSM2", CITIZEN);
    maker = TestPki.under(root, "CN=maker", "SM3withSM2", CITIZEN);
    stranger = TestPki.under(TestPki.root("SM3withSM2"), "CN=x", "SM3withSM2", CITIZEN);
  }

  static DocumentTrust trust(Instant now, X509Certificate root) throws Exception {
    TrustAnchors anchors = TrustAnchors.of(root);
    return new DocumentTrust(anchors, anchors, Clock.fixed(now, ZoneOffset.UTC));
  }

  OfdVerdict verify(byte[] ofd, Instant now, OfdPolicy policy) throws Exception {
    try (OfdDocument document = OfdDocument.open(ofd, OfdLimits.DEFAULT)) {
      return document.verify(trust(now, root.certificate()), policy);
    }
  }

  OfdVerdict verify(OfdMaker made) throws Exception {
    return verify(made.zip(), SOON, OfdPolicy.strict());
  }

  static void assertVerdict(Status status, Finding finding, OfdVerdict verdict) {
    assertEquals(status, verdict.status(), verdict::report);
    assertTrue(
        verdict.document().found(finding)
            || verdict.signatures().stream().anyMatch(each -> each.verdict().found(finding)),
        verdict::report);
  }

  Sealing sealing() {
    return new Sealing(signer, maker);
  }

  OfdVerdict sealed(Consumer<Sealing> change) throws Exception {
    Sealing sealing = sealing();
    change.accept(sealing);
    return verify(OfdMaker.receipt().seal(sealing));
  }
}
