package io.yiwang.ofd;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.ofd.OfdMaker.Sealing;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Makes and verifies documents, for tests of deviations that software in use has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DialectFixture {
  Holder root;

  Holder signer;

  Holder maker;

  @BeforeAll
  void holders() throws Exception {
    root = TestPki.root("SM3withSM2");
    signer = TestPki.under(root, "CN=signer", "SM3withSM2", CITIZEN);
    maker = TestPki.under(root, "CN=maker", "SM3withSM2", CITIZEN);
  }

  OfdDocument open(byte[] ofd) throws Exception {
    return OfdDocument.open(ofd, OfdLimits.DEFAULT);
  }

  OfdVerdict verify(byte[] ofd) throws Exception {
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    Clock soon = Clock.fixed(SIGNED.plusSeconds(3600), ZoneOffset.UTC);
    try (OfdDocument document = open(ofd)) {
      return document.verify(new DocumentTrust(anchors, anchors, soon), OfdPolicy.strict());
    }
  }

  Sealing sealing() {
    return new Sealing(signer, maker);
  }

  void assertHolds(OfdMaker made) throws Exception {
    byte[] ofd = made.zip();
    OfdVerdict verdict = verify(ofd);
    assertEquals(Status.VALID, verdict.status(), verdict::report);
    assertEquals(List.of(), verdict.uncovered());
    try (OfdDocument document = open(ofd)) {
      assertEquals("罚没收入\n", document.pageText(0));
      assertEquals("0000000001", document.fiscalReceipt().orElseThrow().number());
      assertEquals(1, document.attachments().size());
    }
  }
}
