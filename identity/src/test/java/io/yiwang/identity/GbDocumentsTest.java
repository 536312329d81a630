package io.yiwang.identity;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static io.yiwang.identity.TestPki.STAMPS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.GbSignature.StampMaker;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.Revocation;
import io.yiwang.identity.x509.RevocationData;
import io.yiwang.identity.x509.TrustAnchors;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents and time stamps in the forms in which Chinese tools and authorities write them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GbDocumentsTest {
  private static final byte[] FORM = "法律文书".getBytes(UTF_8);
  private static final byte[] OTHER = "另一份".getBytes(UTF_8);
  private static final Instant SOON = SIGNED.plusSeconds(3600);
  private static final ASN1ObjectIdentifier SM3 = new ASN1ObjectIdentifier(GbSignature.SM3);
  private static final ASN1ObjectIdentifier SHA1 = new ASN1ObjectIdentifier("1.3.14.3.2.26");

  private Holder root;
  private Holder signer;
  private Holder authority;
  private DocumentTrust trust;

  @BeforeAll
  void holders() throws Exception {
    root = TestPki.root("SM3withSM2");
    signer = TestPki.under(root, "CN=signer", "SM3withSM2", CITIZEN);
    authority = TestPki.under(root, "CN=TSA", "SM3withSM2", STAMPS);
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
  void verify_documentOfTheToolsInUse_isJudgedByWhatIsInIt(
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
  void verify_eachNameOfSm2AndSm3_isValidAndFindsAChange(String algorithm, String digest)
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
  void verify_algorithmThatIsUnknown_isIndeterminateAndNotDamaged(String unknown) throws Exception {
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

  /** Nobody knows whether it was made before: neither is held against it. */
  @Test
  void verify_withoutTimeAndSinceExpiredOrRevoked_isIndeterminate() throws Exception {
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
  void verify_attachedAndGiven_mustBeTheSame() throws Exception {
    for (boolean attributes : new boolean[] {true, false}) {
      GbSignature made = new GbSignature(signer);
      made.carried = true;
      made.attributes = attributes;
      SignedDocument document = SignedDocument.of(made.cms(FORM));

      assertTrue(document.verify(FORM, null, trust).found(Finding.DOCUMENT_INTACT));
      assertFalse(document.verify(FORM, null, trust).found(Finding.DOCUMENT_CHANGED));
      assertVerdict(Status.INVALID, Finding.DOCUMENT_CHANGED, document.verify(OTHER, null, trust));
      assertTrue(document.verify(null, trust).found(Finding.SIGNATURE_HOLDS));
    }
  }

  /** The one document in the signature, the other given: the given one alone is not enough. */
  @Test
  void verify_detachedSignatureWithAnotherDocumentPutIn_isInvalid() throws Exception {
    GbSignature made = new GbSignature(signer);
    made.carried = true;
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
  void verify_twoSigners_isTheWorstOfBoth() throws Exception {
    Holder second = TestPki.under(root, "CN=second", "SM3withSM2", CITIZEN);
    Holder stranger = TestPki.under(TestPki.root("SM3withSM2"), "CN=x", "SM3withSM2", CITIZEN);
    SignedDocument both = SignedDocument.of(new GbSignature(signer, second).cms(FORM));
    SignedDocument mixed = SignedDocument.of(new GbSignature(signer, stranger).cms(FORM));

    DocumentVerdict verdict = both.verify(FORM, null, trust);

    assertVerdict(Status.VALID, Finding.SEVERAL_SIGNERS, verdict);
    assertEquals(1, verdict.cosigners().size());
    // A set has no order of its own.
    assertEquals(
        Set.of(signer.certificate(), second.certificate()),
        Set.of(verdict.signer(), verdict.cosigners().get(0).signer()));
    assertVerdict(Status.INVALID, Finding.DOCUMENT_CHANGED, both.verify(OTHER, null, trust));
    assertVerdict(
        Status.INDETERMINATE, Finding.CERTIFICATE_UNTRUSTED, mixed.verify(FORM, null, trust));
    assertTrue(mixed.verify(FORM, null, trust).report().contains("(signer 2"));
  }

  @Test
  void verify_certificatesAlone_isNotSigned() throws Exception {
    assertVerdict(
        Status.INVALID,
        Finding.NOT_SIGNED,
        SignedDocument.of(new GbSignature().cms(FORM)).verify(FORM, null, trust));
  }

  private StampMaker stamp(Instant at) {
    return signature ->
        GbSignature.token(authority)
            .contentInfo(
                GbSignature.tstInfo(new AlgorithmIdentifier(SM3), GbSignature.sm3(signature), at));
  }

  private DocumentVerdict stamped(StampMaker... makers) throws Exception {
    return SignedDocument.of(new GbSignature(signer).stamps(makers).cms(FORM))
        .verify(FORM, null, trust);
  }

  private static ASN1Encodable junk() {
    return new DERSequence(new ASN1Integer(7L));
  }

  @Test
  void verify_stampInAFormThatIsUsed_isRead() throws Exception {
    Instant at = SIGNED.plusSeconds(30);
    StampMaker bareOid =
        signature ->
            GbSignature.token(authority)
                .contentInfo(GbSignature.tstInfo(SM3, GbSignature.sm3(signature), at));
    StampMaker answer =
        signature ->
            new DERSequence(
                new ASN1Encodable[] {
                  new DERSequence(new ASN1Integer(0L)), stamp(at).over(signature)
                });
    StampMaker bareSignedData =
        signature ->
            GbSignature.token(authority)
                .signedData(
                    GbSignature.tstInfo(
                        new AlgorithmIdentifier(SM3), GbSignature.sm3(signature), at));

    for (StampMaker each : List.of(stamp(at), bareOid, answer, bareSignedData)) {
      DocumentVerdict verdict = stamped(each);

      assertVerdict(Status.VALID, Finding.TIME_PROVEN, verdict);
      assertEquals(at, verdict.signedAt());
    }
  }

  @Test
  void verify_stampThatIsNotRead_isIndeterminateAndNeverChanged() throws Exception {
    StampMaker sha1 =
        signature ->
            GbSignature.token(authority)
                .contentInfo(
                    GbSignature.tstInfo(
                        new AlgorithmIdentifier(SHA1),
                        MessageDigest.getInstance("SHA-1").digest(signature),
                        SIGNED));
    StampMaker withoutAttributes =
        signature -> {
          GbSignature token = GbSignature.token(authority);
          token.attributes = false;
          return token.contentInfo(
              GbSignature.tstInfo(
                  new AlgorithmIdentifier(SM3), GbSignature.sm3(signature), SIGNED));
        };
    StampMaker unknownAlgorithm =
        signature -> {
          GbSignature token = GbSignature.token(authority);
          token.algorithm = "1.2.3.4";
          return token.contentInfo(
              GbSignature.tstInfo(
                  new AlgorithmIdentifier(SM3), GbSignature.sm3(signature), SIGNED));
        };
    StampMaker twoSigners =
        signature -> {
          GbSignature token = GbSignature.token(authority);
          token.signers.add(authority);
          return token.contentInfo(
              GbSignature.tstInfo(
                  new AlgorithmIdentifier(SM3), GbSignature.sm3(signature), SIGNED));
        };
    StampMaker noToken = signature -> new GbSignature(authority).contentInfo(signature);

    for (StampMaker each :
        List.of(
            sha1,
            withoutAttributes,
            unknownAlgorithm,
            twoSigners,
            noToken,
            signature -> junk(),
            signature -> new DEROctetString(signature))) {
      assertVerdict(Status.INDETERMINATE, Finding.TIMESTAMP_NOT_READ, stamped(each));
    }
  }

  @Test
  void verify_severalStamps_theBestCounts() throws Exception {
    StampMaker ofAnother = signature -> stamp(SIGNED).over(new byte[8]);
    Holder strange = TestPki.under(TestPki.root("SM3withSM2"), "CN=TSA", "SM3withSM2", STAMPS);
    StampMaker untrusted =
        signature ->
            GbSignature.token(strange)
                .contentInfo(
                    GbSignature.tstInfo(
                        new AlgorithmIdentifier(SM3), GbSignature.sm3(signature), SIGNED));
    Instant first = SIGNED.plusSeconds(10);

    DocumentVerdict verdict =
        stamped(
            ofAnother, signature -> junk(), stamp(SIGNED.plusSeconds(60)), untrusted, stamp(first));

    assertVerdict(Status.VALID, Finding.TIME_PROVEN, verdict);
    assertEquals(first, verdict.signedAt());
    assertVerdict(Status.INVALID, Finding.TIMESTAMP_WRONG, stamped(ofAnother));
    assertVerdict(Status.INDETERMINATE, Finding.TIMESTAMP_UNTRUSTED, stamped(ofAnother, untrusted));
  }

  @Test
  void verify_withoutAttributesButStamped_isAsOldAsTheStamp() throws Exception {
    GbSignature made = new GbSignature(signer).stamps(stamp(SIGNED.plusSeconds(5)));
    made.attributes = false;

    DocumentVerdict verdict = SignedDocument.of(made.cms(FORM)).verify(FORM, null, trust);

    assertVerdict(Status.INDETERMINATE, Finding.TIME_PROVEN, verdict);
    assertEquals(SIGNED.plusSeconds(5), verdict.signedAt());
  }
}
