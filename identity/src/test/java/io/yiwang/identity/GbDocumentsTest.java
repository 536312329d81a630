package io.yiwang.identity;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.Revocation;
import io.yiwang.identity.x509.RevocationData;
import io.yiwang.identity.x509.TrustAnchors;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.DEROctetString;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests signed documents in the forms that Chinese tools write. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GbDocumentsTest {
  private static final byte[] FORM = "法律文书".getBytes(UTF_8);
  private static final byte[] OTHER = "另一份".getBytes(UTF_8);
  private static final Instant SOON = SIGNED.plusSeconds(3600);
  private Holder root;
  private Holder signer;
  private DocumentTrust trust;

  @BeforeAll
  void holders() throws Exception {
    root = TestPki.root("SM3withSM2");
    signer = TestPki.under(root, "CN=signer", "SM3withSM2", CITIZEN);
    trust = TestTrust.in(SOON, root.certificate());
  }

  private static byte[] file(String name) throws Exception {
    try (InputStream in = GbDocumentsTest.class.getResourceAsStream("gb/" + name)) {
      return in.readAllBytes();
    }
  }

  private static void assertVerdict(Status status, Finding finding, DocumentVerdict verdict) {
    assertEquals(status, verdict.status(), verdict::report);
    assertTrue(verdict.found(finding), verdict::report);
  }

  @ParameterizedTest
  @CsvSource({
    "T02, INDETERMINATE, TIMESTAMP_NOT_READ",
    "T03, VALID, TIME_PROVEN",
    "T05, VALID, TIME_PROVEN",
    "T11, VALID, TIME_PROVEN",
    "T17, INDETERMINATE, TIMESTAMP_NOT_READ",
    "G04, VALID, TIME_CLAIMED",
    "G08, VALID, TIME_CLAIMED",
    "G10, INDETERMINATE, TIME_MISSING",
  })
  void verify_documentOfACommonTool_hasTheExpectedVerdict(
      String name, Status status, Finding finding) throws Exception {
    X509Certificate anchor = CmsAlgorithms.certificate(file("gb-root.cer"));
    DocumentTrust then = TestTrust.in(Instant.parse("2026-11-26T04:00:00Z"), anchor);
    SignedDocument document = SignedDocument.of(file(name + ".der"));
    byte[] content = file("gb-document.txt");
    DocumentVerdict verdict = document.verify(content, null, then);

    assertVerdict(status, finding, verdict);
    assertTrue(verdict.found(Finding.DOCUMENT_INTACT), verdict::report);
    assertTrue(verdict.found(Finding.SIGNATURE_HOLDS), verdict::report);
    assertTrue(verdict.found(Finding.CERTIFICATE_TRUSTED), verdict::report);
    assertEquals(Status.INVALID, document.verify(OTHER, null, then).status());
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.156.10197.1.301, 1.2.156.10197.1.401",
    "1.2.156.10197.1.301.1, 1.2.156.10197.1.401.1",
    "1.2.156.10197.1.301.3, 1.2.156.10197.1.401",
    "1.2.156.10197.1.501, 1.2.156.10197.1.401.1",
    "1.2.840.10045.2.1, 1.2.156.10197.1.401",
  })
  void verify_eachNameOfSm2AndSm3_isValidAndDetectsAChange(String algorithm, String digest)
      throws Exception {
    for (boolean raw : new boolean[] {false, true}) {
      GbSignature made = new GbSignature(signer);
      made.algorithm = algorithm;
      made.digest = digest;
      made.announcedDigest = digest;
      made.rawSignature = raw;
      SignedDocument document = SignedDocument.of(made.cms(FORM));

      assertEquals(Status.VALID, document.verify(FORM, null, trust).status());
      assertVerdict(Status.INVALID, Finding.DOCUMENT_CHANGED, document.verify(OTHER, null, trust));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.156.10197.1.104", "1.3.14.3.2.29", "1.2.3.4"})
  void verify_unknownAlgorithm_isIndeterminate(String unknown) throws Exception {
    GbSignature byAlgorithm = new GbSignature(signer);
    byAlgorithm.algorithm = unknown;
    GbSignature byDigest = new GbSignature(signer);
    byDigest.digest = unknown;

    for (GbSignature each : List.of(byAlgorithm, byDigest)) {
      assertVerdict(
          Status.INDETERMINATE,
          Finding.ALGORITHM_NOT_ACCEPTED,
          SignedDocument.of(each.cms(FORM)).verify(FORM, null, trust));
    }
  }

  @Test
  void verify_withoutSignedAttributes_isIntactWithUnknownTime() throws Exception {
    GbSignature made = new GbSignature(signer);
    made.attributes = false;
    SignedDocument document = SignedDocument.of(made.cms(FORM));
    DocumentVerdict verdict = document.verify(FORM, null, trust);

    assertEquals(
        List.of(
            Finding.DOCUMENT_INTACT,
            Finding.SIGNATURE_HOLDS,
            Finding.CERTIFICATE_NOT_NAMED,
            Finding.TIME_MISSING,
            Finding.CERTIFICATE_TRUSTED,
            Finding.REVOCATION_NOT_PROVEN),
        verdict.reasons().stream().map(DocumentVerdict.Reason::finding).toList());
    assertEquals(Status.INDETERMINATE, verdict.status());
    assertVerdict(
        Status.INVALID, Finding.SIGNATURE_OF_ANOTHER, document.verify(OTHER, null, trust));
    assertVerdict(Status.INVALID, Finding.STATEMENT_NOT_SIGNED, document.verify(FORM, "声明", trust));
  }

  /** The signature may be older than the expiry or revocation, so it is not invalid. */
  @Test
  void verify_withoutTimeAndExpiredOrRevokedSince_isIndeterminate() throws Exception {
    GbSignature made = new GbSignature(signer);
    made.attributes = false;
    SignedDocument document = SignedDocument.of(made.cms(FORM));
    RevocationData revoked =
        RevocationData.of(
            List.of(TestPki.crl(root, SIGNED, signer.certificate(), SIGNED.plusSeconds(1))),
            List.of());
    DocumentTrust knowing =
        new DocumentTrust(
            TrustAnchors.of(root.certificate()).revocation(Revocation.hardFail(() -> revoked)),
            TrustAnchors.of(root.certificate()),
            Clock.fixed(SOON, ZoneOffset.UTC));

    assertVerdict(
        Status.INDETERMINATE,
        Finding.TIME_NOT_PROVEN,
        document.verify(FORM, null, TestTrust.in(TestPki.TO.plusSeconds(1), root.certificate())));
    assertVerdict(
        Status.INDETERMINATE, Finding.TIME_NOT_PROVEN, document.verify(FORM, null, knowing));
  }

  @Test
  void verify_eachWrapping_isValid() throws Exception {
    GbSignature made = new GbSignature(signer);
    byte[] der = made.cms(FORM);
    byte[] bare = made.signedData(FORM).getEncoded();
    String base64 = Base64.getEncoder().encodeToString(der);
    String lines = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    List<byte[]> forms =
        List.of(
            bare,
            base64.getBytes(US_ASCII),
            lines.getBytes(US_ASCII),
            ("\ufeff" + lines.replace("\n", "\r\n") + "\r\n").getBytes(UTF_8),
            Base64.getEncoder().encode(bare),
            ("-----BEGIN PKCS7-----\n" + lines + "\n-----END PKCS7-----\n").getBytes(US_ASCII),
            ("-----BEGIN CMS-----\r\n" + lines + "\r\n-----END CMS-----").getBytes(US_ASCII));

    for (byte[] each : forms) {
      assertEquals(Status.VALID, SignedDocument.of(each).verify(FORM, null, trust).status());
    }
    assertVerdict(
        Status.INVALID,
        Finding.MALFORMED,
        SignedDocument.of("-----BEGIN CMS-----".getBytes(US_ASCII)).verify(FORM, null, trust));
  }

  @Test
  void verify_enclosedAndGivenDocument_mustBeTheSame() throws Exception {
    for (boolean attributes : new boolean[] {true, false}) {
      GbSignature made = new GbSignature(signer);
      made.enclosed = true;
      made.attributes = attributes;
      SignedDocument document = SignedDocument.of(made.cms(FORM));

      assertTrue(document.verify(FORM, null, trust).found(Finding.DOCUMENT_INTACT));
      assertFalse(document.verify(FORM, null, trust).found(Finding.DOCUMENT_CHANGED));
      assertVerdict(Status.INVALID, Finding.DOCUMENT_CHANGED, document.verify(OTHER, null, trust));
      assertTrue(document.verify(null, trust).found(Finding.SIGNATURE_HOLDS));
    }
  }

  /** The document that is given must also be the one in the signature. */
  @Test
  void verify_detachedSignatureWithAnotherDocumentEnclosed_isInvalid() throws Exception {
    GbSignature made = new GbSignature(signer);
    made.enclosed = true;
    org.bouncycastle.asn1.cms.SignedData data = made.signedData(FORM);
    org.bouncycastle.asn1.cms.SignedData changed =
        new org.bouncycastle.asn1.cms.SignedData(
            data.getDigestAlgorithms(),
            new org.bouncycastle.asn1.cms.ContentInfo(
                data.getEncapContentInfo().getContentType(), new DEROctetString(OTHER)),
            data.getCertificates(),
            null,
            data.getSignerInfos());

    assertVerdict(
        Status.INVALID,
        Finding.DOCUMENT_CHANGED,
        SignedDocument.of(changed.getEncoded()).verify(FORM, null, trust));
  }

  @Test
  void verify_contentTypesOfBothStandardsMixed_isValid() throws Exception {
    GbSignature made = new GbSignature(signer);
    made.attributeContentType = GbSignature.PKCS7_DATA;
    GbSignature outside = new GbSignature(signer);
    outside.outer = GbSignature.PKCS7_SIGNED;

    assertEquals(
        Status.VALID, SignedDocument.of(made.cms(FORM)).verify(FORM, null, trust).status());
    assertEquals(
        Status.VALID, SignedDocument.of(outside.cms(FORM)).verify(FORM, null, trust).status());
  }

  @Test
  void verify_twoSigners_isTheWorseOfBoth() throws Exception {
    Holder second = TestPki.under(root, "CN=second", "SM3withSM2", CITIZEN);
    Holder stranger = TestPki.under(TestPki.root("SM3withSM2"), "CN=x", "SM3withSM2", CITIZEN);
    SignedDocument both = SignedDocument.of(new GbSignature(signer, second).cms(FORM));
    SignedDocument mixed = SignedDocument.of(new GbSignature(signer, stranger).cms(FORM));
    DocumentVerdict verdict = both.verify(FORM, null, trust);

    assertVerdict(Status.VALID, Finding.SEVERAL_SIGNERS, verdict);
    assertEquals(1, verdict.cosigners().size());
    // The signers are a set, whose order is not defined.
    assertEquals(
        Set.of(signer.certificate(), second.certificate()),
        Set.of(verdict.signer(), verdict.cosigners().get(0).signer()));
    assertVerdict(Status.INVALID, Finding.DOCUMENT_CHANGED, both.verify(OTHER, null, trust));
    assertVerdict(
        Status.INDETERMINATE, Finding.CERTIFICATE_UNTRUSTED, mixed.verify(FORM, null, trust));
    assertTrue(mixed.verify(FORM, null, trust).report().contains("(signer 2"));
  }

  @Test
  void verify_certificatesWithoutASignature_isNotSigned() throws Exception {
    assertVerdict(
        Status.INVALID,
        Finding.NOT_SIGNED,
        SignedDocument.of(new GbSignature().cms(FORM)).verify(FORM, null, trust));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.156.10197.1.501", "1.2.156.10197.1.301", "1.2.156.10197.1.301.1"})
  void verify_contentTypesOfPkcs7_isValidAndDetectsAChange(String algorithm) throws Exception {
    GbSignature made = new GbSignature(signer);
    made.algorithm = algorithm;
    made.contentType = GbSignature.PKCS7_DATA;
    made.outer = GbSignature.PKCS7_SIGNED;
    SignedDocument document = SignedDocument.of(made.cms(FORM));

    assertEquals(Status.VALID, document.verify(FORM, null, trust).status());
    assertVerdict(Status.INVALID, Finding.DOCUMENT_CHANGED, document.verify(OTHER, null, trust));
  }

  @Test
  void verify_sm2WithAKeyOfAnotherCurve_isWrong() throws Exception {
    GbSignature made = new GbSignature(TestPki.under(root, "CN=Li", "SHA256withECDSA", CITIZEN));
    made.algorithm = "1.2.156.10197.1.501";

    assertVerdict(
        Status.INVALID,
        Finding.SIGNATURE_WRONG,
        SignedDocument.of(made.cms(FORM)).verify(FORM, null, trust));
  }
}
