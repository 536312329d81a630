package io.yiwang.identity;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static io.yiwang.identity.TestPki.STAMPS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.TrustAnchors;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimestampValidationTest {
  private static final byte[] FORM = "申请表 application form".getBytes(UTF_8);
  private static final String STATEMENT = "本人承诺所提交的材料真实有效。";
  private static final Instant SOON = SIGNED.plusSeconds(3600);
  private static final Instant LATER = TestPki.TO.plusSeconds(1);
  private Holder root;
  private Holder citizen;
  private Holder stamps;
  private SignedDocument signed;

  @BeforeAll
  void sign() throws Exception {
    root = TestPki.root("SM3withSM2");
    citizen = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN);
    stamps = TestPki.under(root, "CN=TSA", "SHA256withECDSA", STAMPS);
    signed = signer(citizen).detached(FORM, STATEMENT);
  }

  private static DocumentSigner signer(Holder holder) throws Exception {
    return new DocumentSigner(
        holder.signer(), List.of(holder.certificate()), Clock.fixed(SIGNED, ZoneOffset.UTC));
  }

  private DocumentTrust trust(Instant now) throws Exception {
    return TestTrust.in(now, root.certificate());
  }

  private static void assertVerdict(Status status, Finding finding, DocumentVerdict verdict) {
    assertEquals(status, verdict.status(), verdict::report);
    assertTrue(verdict.found(finding), verdict::report);
  }

  @Test
  void verify_certificateExpiredSince_needsAStamp() throws Exception {
    byte[] token = TestPki.timestamp(stamps, signed.timestampImprint(), SIGNED.plusSeconds(60));
    SignedDocument stamped = signed.withTimestamp(token);

    assertVerdict(
        Status.INDETERMINATE,
        Finding.TIME_NOT_PROVEN,
        signed.verify(FORM, STATEMENT, trust(LATER)));
    DocumentVerdict verdict = stamped.verify(FORM, STATEMENT, trust(LATER));
    assertVerdict(Status.VALID, Finding.TIME_PROVEN, verdict);
    assertEquals(SIGNED.plusSeconds(60), verdict.signedAt());
  }

  @Test
  void verify_wrongOrUntrustedStamp_isReported() throws Exception {
    byte[] ofAnother = TestPki.timestamp(stamps, new byte[8], SIGNED.plusSeconds(60));
    byte[] early = TestPki.timestamp(stamps, signed.timestampImprint(), SIGNED.minusSeconds(3600));
    byte[] noAuthority =
        TestPki.timestamp(
            TestPki.under(TestPki.root("SHA256withECDSA"), "CN=TSA", "SHA256withECDSA", STAMPS),
            signed.timestampImprint(),
            SIGNED);

    assertVerdict(
        Status.INVALID,
        Finding.TIMESTAMP_WRONG,
        signed.withTimestamp(ofAnother).verify(FORM, STATEMENT, trust(SOON)));
    assertVerdict(
        Status.INVALID,
        Finding.TIME_IMPOSSIBLE,
        signed.withTimestamp(early).verify(FORM, STATEMENT, trust(SOON)));
    assertVerdict(
        Status.INDETERMINATE,
        Finding.TIMESTAMP_UNTRUSTED,
        signed.withTimestamp(noAuthority).verify(FORM, STATEMENT, trust(SOON)));
  }

  @Test
  void verify_stampByACertificateForAnotherUse_provesNoTime() throws Exception {
    Holder citizens = TestPki.under(root, "CN=Li", "SHA256withECDSA", CITIZEN);
    byte[] imprint = signed.timestampImprint();

    DocumentVerdict good =
        signed
            .withTimestamp(TestPki.bentTimestamp(stamps, imprint, SIGNED, true))
            .verify(FORM, STATEMENT, trust(SOON));
    DocumentVerdict bad =
        signed
            .withTimestamp(TestPki.bentTimestamp(citizens, imprint, SIGNED, true))
            .verify(FORM, STATEMENT, trust(SOON));

    assertVerdict(Status.VALID, Finding.TIME_PROVEN, good);
    assertVerdict(Status.INDETERMINATE, Finding.TIMESTAMP_UNTRUSTED, bad);
    assertFalse(bad.found(Finding.TIME_PROVEN), bad::report);
  }

  @Test
  void verify_stampThatDoesNotNameItsCertificate_provesNoTime() throws Exception {
    DocumentVerdict verdict =
        signed
            .withTimestamp(TestPki.bentTimestamp(stamps, signed.timestampImprint(), SIGNED, false))
            .verify(FORM, STATEMENT, trust(SOON));

    assertVerdict(Status.INDETERMINATE, Finding.TIMESTAMP_NOT_READ, verdict);
    assertFalse(verdict.found(Finding.TIME_PROVEN), verdict::report);
  }

  @Test
  void verify_timeStampAsADocument_isMalformed() throws Exception {
    byte[] token = TestPki.timestamp(stamps, FORM, SIGNED);

    assertVerdict(
        Status.INVALID, Finding.MALFORMED, SignedDocument.of(token).verify(null, trust(SOON)));
  }

  /** Anybody can add stamps to a signature, and each costs a verification. */
  @Test
  void best_thousandStamps_validatesSixtyFour() throws Exception {
    List<Integer> validated = new ArrayList<>();
    List<ASN1Encodable> stamps =
        new AbstractList<>() {
          @Override
          public ASN1Encodable get(int index) {
            validated.add(index);
            return DERNull.INSTANCE;
          }

          @Override
          public int size() {
            return 1000;
          }
        };
    TrustAnchors anchors = TrustAnchors.of(TestPki.root("SM3withSM2").certificate());

    Timestamp best =
        new TimestampValidation(
                DocumentTrust.of(anchors), Instant.EPOCH, new byte[64], SuppliedEvidence.NONE)
            .best(stamps);

    assertEquals(64, validated.size());
    assertEquals(Finding.TIMESTAMP_NOT_READ, best.finding());
  }
}
