package io.yiwang.identity;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static io.yiwang.identity.TestPki.STAMPS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.Enormous;
import io.yiwang.identity.x509.Revocation;
import io.yiwang.identity.x509.RevocationData;
import io.yiwang.identity.x509.TrustAnchors;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignedDocumentTest {
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

  private DocumentTrust trust(Instant now, Revocation revocation) throws Exception {
    TrustAnchors anchors = TrustAnchors.of(root.certificate()).revocation(revocation);
    return new DocumentTrust(
        anchors, TrustAnchors.of(root.certificate()), Clock.fixed(now, ZoneOffset.UTC));
  }

  private static void assertVerdict(Status status, Finding finding, DocumentVerdict verdict) {
    assertEquals(status, verdict.status(), verdict::report);
    assertTrue(verdict.found(finding), verdict::report);
  }

  @Test
  void verify_documentAndStatement_isValidWithReasonsInBothLanguages() throws Exception {
    DocumentVerdict verdict = signed.verify(FORM, STATEMENT, trust(SOON));

    assertEquals(Status.VALID, verdict.status(), verdict::report);
    assertEquals(
        List.of(
            Finding.DOCUMENT_INTACT,
            Finding.STATEMENT_INTACT,
            Finding.SIGNATURE_HOLDS,
            Finding.CERTIFICATE_TRUSTED,
            Finding.REVOCATION_NOT_PROVEN,
            Finding.TIME_CLAIMED),
        verdict.reasons().stream().map(DocumentVerdict.Reason::finding).toList());
    assertEquals(SIGNED, verdict.signedAt());
    assertEquals(List.of(citizen.certificate(), root.certificate()), verdict.chain());
    assertTrue(verdict.report().startsWith("结论：有效 / Verdict: VALID"));
    assertFalse(verdict.toString().contains("Li"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SM3withSM2", "SHA256withECDSA", "SHA256withRSA", "Ed25519"})
  void verify_eachAlgorithm_isValidAndTellsAChange(String scheme) throws Exception {
    Holder own = TestPki.under(root, "CN=Li", scheme, CITIZEN);
    SignedDocument document = signer(own).detached(new ByteArrayInputStream(FORM));

    assertEquals(Status.VALID, document.verify(FORM, null, trust(SOON)).status());
    assertVerdict(
        Status.INVALID,
        Finding.DOCUMENT_CHANGED,
        document.verify("another".getBytes(UTF_8), null, trust(SOON)));
  }

  @Test
  void verify_rsaPss_isValid() throws Exception {
    Holder own = TestPki.under(root, "CN=Li", "SHA256withRSA", CITIZEN);
    SignedDocument document =
        new DocumentSigner(
                own.pssSigner(), List.of(own.certificate()), Clock.fixed(SIGNED, ZoneOffset.UTC))
            .detached(FORM);

    assertEquals(Status.VALID, document.verify(FORM, null, trust(SOON)).status());
  }

  @Test
  void verify_enveloping_isValidAndGivesTheDocument() throws Exception {
    SignedDocument enveloping = signer(citizen).enveloping(FORM);

    assertEquals(Status.VALID, enveloping.verify(null, trust(SOON)).status());
    assertArrayEquals(FORM, enveloping.content());
    assertThrows(SignatureException.class, signed::content);
    assertEquals(Status.VALID, enveloping.verify(FORM, null, trust(SOON)).status());
    assertVerdict(
        Status.INVALID,
        Finding.DOCUMENT_CHANGED,
        enveloping.verify("another".getBytes(UTF_8), null, trust(SOON)));
    assertVerdict(Status.INVALID, Finding.MALFORMED, signed.verify(STATEMENT, trust(SOON)));
  }

  /** More than all that one verification needs. */
  private static final long LONG = 24L << 20;

  @Test
  void verify_file_isReadInPieces(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("form"), FORM);
    InputStream endless =
        new InputStream() {
          private long left = LONG;

          @Override
          public int read() {
            return left-- > 0 ? 'x' : -1;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            int read = (int) Math.min(left, length);
            left -= read;
            return read == 0 ? -1 : read;
          }
        };

    assertEquals(Status.VALID, signed.verify(file, STATEMENT, trust(SOON)).status());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertVerdict(
        Status.INVALID, Finding.DOCUMENT_CHANGED, signed.verify(endless, STATEMENT, trust(SOON)));
    long taken = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(taken < LONG / 2, () -> taken + " bytes were taken to read " + LONG);
  }

  @Test
  void verify_anotherStatementOrNone_isReported() throws Exception {
    assertVerdict(
        Status.INVALID,
        Finding.STATEMENT_CHANGED,
        signed.verify(FORM, STATEMENT + " ", trust(SOON)));
    assertVerdict(
        Status.INDETERMINATE,
        Finding.STATEMENT_NOT_COMPARED,
        signed.verify(FORM, null, trust(SOON)));
    assertVerdict(
        Status.INVALID,
        Finding.STATEMENT_NOT_SIGNED,
        signer(citizen).detached(FORM).verify(FORM, STATEMENT, trust(SOON)));
  }

  @Test
  void verify_anyBitChanged_isReportedOrMeansTheSame() throws Exception {
    byte[] cms = signed.cms();
    DocumentTrust trust = trust(SOON);
    List<Integer> unnoticed = new ArrayList<>();
    for (int at = 0; at < cms.length; at++) {
      byte[] changed = cms.clone();
      changed[at] ^= (byte) (1 << (at % 8));
      DocumentVerdict verdict = SignedDocument.of(changed).verify(FORM, STATEMENT, trust);
      if (verdict.valid()) {
        unnoticed.add(at);
        assertEquals(citizen.certificate(), verdict.signer());
        assertEquals(SIGNED, verdict.signedAt());
      }
    }
    // Two version numbers, the two of a certificate's booleans that have 255 ways to be true, and
    // the eight bytes that name the digest once more, unsigned, at the head. The oldest Bouncy
    // Castle does not look at the number of the signed attributes' tag either.
    assertTrue(unnoticed.size() <= 4 + 8 + 1, unnoticed::toString);
  }

  @Test
  void verify_strangersCertificate_isIndeterminate() throws Exception {
    Holder stranger = TestPki.root("SM3withSM2");

    assertVerdict(
        Status.INDETERMINATE,
        Finding.CERTIFICATE_UNTRUSTED,
        signed.verify(FORM, STATEMENT, TestTrust.in(SOON, stranger.certificate())));
  }

  @Test
  void verify_certificateForAnotherUseOrTime_isInvalid() throws Exception {
    Holder expired =
        TestPki.issue(root, "CN=Li", "SM3withSM2", CITIZEN, TestPki.FROM, SIGNED.minusSeconds(1));

    assertVerdict(
        Status.INVALID,
        Finding.CERTIFICATE_NOT_FOR_SIGNING,
        signer(stamps).detached(FORM).verify(FORM, null, trust(SOON)));
    assertVerdict(
        Status.INVALID,
        Finding.CERTIFICATE_NOT_IN_FORCE,
        signer(expired).detached(FORM).verify(FORM, null, trust(SOON)));
  }

  @Test
  void verify_certificateSinceExpired_needsAStamp() throws Exception {
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
  void verify_stampThatIsNotGood_isReported() throws Exception {
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
  void verify_stampByACertificateThatIsNotForStamping_provesNoTime() throws Exception {
    Holder citizensOwn = TestPki.under(root, "CN=Li", "SHA256withECDSA", CITIZEN);
    byte[] imprint = signed.timestampImprint();

    DocumentVerdict good =
        signed
            .withTimestamp(TestPki.bentTimestamp(stamps, imprint, SIGNED, true))
            .verify(FORM, STATEMENT, trust(SOON));
    DocumentVerdict bad =
        signed
            .withTimestamp(TestPki.bentTimestamp(citizensOwn, imprint, SIGNED, true))
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

  /** An RSA key of 16,384 bits in 2.7 KB took seconds to read. */
  @Test
  void verify_signerWithAnEnormousKey_isRefusedAtOnce() throws Exception {
    SignedDocument document = bearing(Enormous.certificate(root, 16_384, 17));

    DocumentVerdict verdict =
        assertTimeout(Duration.ofSeconds(2), () -> document.verify(FORM, null, trust(SOON)));

    assertVerdict(Status.INVALID, Finding.SIGNATURE_WRONG, verdict);
  }

  @Test
  void verify_tooManyCertificatesOrLists_isMalformed() throws Exception {
    List<X509Certificate> many = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      many.add(TestPki.under(root, "CN=C" + i, "Ed25519", CITIZEN).certificate());
    }

    assertVerdict(
        Status.INVALID,
        Finding.MALFORMED,
        bearing(many.toArray(new X509Certificate[0])).verify(FORM, null, trust(SOON)));
    assertFalse(
        bearing(many.subList(0, 64).toArray(new X509Certificate[0]))
            .verify(FORM, null, trust(SOON))
            .found(Finding.MALFORMED));
  }

  /** Bears these certificates and is signed by nobody, in the name of the first. */
  private static SignedDocument bearing(X509Certificate... certificates) throws Exception {
    AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    ASN1ObjectIdentifier data = new ASN1ObjectIdentifier("1.2.840.113549.1.7.1");
    ASN1EncodableVector attributes = new ASN1EncodableVector();
    attributes.add(new Attribute(CMSAttributes.contentType, new DERSet(data)));
    attributes.add(
        new Attribute(
            CMSAttributes.messageDigest,
            new DERSet(new DEROctetString(CmsAlgorithms.digest("SHA-256", FORM)))));
    ASN1EncodableVector all = new ASN1EncodableVector();
    for (X509Certificate each : certificates) {
      all.add(Certificate.getInstance(each.getEncoded()));
    }
    SignerInfo info =
        new SignerInfo(
            new SignerIdentifier(
                new IssuerAndSerialNumber(Certificate.getInstance(certificates[0].getEncoded()))),
            sha256,
            new DERSet(attributes),
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption),
            new DEROctetString(new byte[256]),
            null);
    SignedData signedData =
        new SignedData(
            new DERSet(sha256),
            new ContentInfo(data, null),
            new DERSet(all),
            null,
            new DERSet(info));
    return SignedDocument.of(
        new ContentInfo(new ASN1ObjectIdentifier("1.2.840.113549.1.7.2"), signedData).getEncoded());
  }

  @Test
  void verify_signedInTheFuture_isInvalid() throws Exception {
    assertVerdict(
        Status.INVALID,
        Finding.TIME_IMPOSSIBLE,
        signed.verify(FORM, STATEMENT, trust(SIGNED.minusSeconds(3600))));
  }

  @Test
  void verify_revocation_followsTheChosenPolicy() throws Exception {
    RevocationData clean =
        RevocationData.of(List.of(TestPki.crl(root, SIGNED, null, null)), List.of());
    RevocationData before =
        RevocationData.of(
            List.of(TestPki.crl(root, SIGNED, citizen.certificate(), SIGNED.minusSeconds(60))),
            List.of());
    RevocationData after =
        RevocationData.of(
            List.of(TestPki.crl(root, SIGNED, citizen.certificate(), SIGNED.plusSeconds(60))),
            List.of());
    SignedDocument stamped =
        signed.withTimestamp(
            TestPki.timestamp(stamps, signed.timestampImprint(), SIGNED.plusSeconds(1)));

    assertVerdict(
        Status.VALID,
        Finding.NOT_REVOKED,
        signed.verify(FORM, STATEMENT, trust(SOON, Revocation.hardFail(() -> clean))));
    assertVerdict(
        Status.INVALID,
        Finding.CERTIFICATE_REVOKED,
        signed.verify(FORM, STATEMENT, trust(SOON, Revocation.softFail(() -> before))));
    assertVerdict(
        Status.INDETERMINATE,
        Finding.TIME_NOT_PROVEN,
        signed.verify(FORM, STATEMENT, trust(SOON, Revocation.hardFail(() -> after))));
    assertVerdict(
        Status.VALID,
        Finding.NOT_REVOKED,
        stamped.verify(FORM, STATEMENT, trust(SOON, Revocation.hardFail(() -> after))));
    assertVerdict(
        Status.INDETERMINATE,
        Finding.REVOCATION_UNKNOWN,
        signed.verify(
            FORM, STATEMENT, trust(SOON, Revocation.hardFail(() -> RevocationData.NONE))));
    assertVerdict(
        Status.VALID,
        Finding.REVOCATION_NOT_PROVEN,
        signed.verify(
            FORM, STATEMENT, trust(SOON, Revocation.softFail(() -> RevocationData.NONE))));
  }

  /** A signer's clock may be ahead of ours by a little, and nobody answers about the future. */
  @ParameterizedTest
  @ValueSource(ints = {2, 60, 300})
  void verify_signersClockAheadOfOurs_revocationIsAskedForNow(int ahead) throws Exception {
    Instant now = SIGNED.minusSeconds(ahead);
    RevocationData lists =
        RevocationData.of(List.of(TestPki.crl(root, now, null, null)), List.of());
    RevocationData answers =
        RevocationData.of(List.of(), List.of(TestPki.ocsp(root, citizen.certificate(), now, null)));

    for (RevocationData data : List.of(lists, answers)) {
      assertVerdict(
          Status.VALID,
          Finding.NOT_REVOKED,
          signed.verify(FORM, STATEMENT, trust(now, Revocation.hardFail(() -> data))));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.156.10197.1.501", "1.2.156.10197.1.301", "1.2.156.10197.1.301.1"})
  void verify_chineseContentTypesAndSignerOids_areRead(String signerOid) throws Exception {
    SignedDocument gb = chinese(signerOid, "1.2.156.10197.6.1.4.2.1");
    SignedDocument rfc = chinese(signerOid, "1.2.840.113549.1.7.1");

    assertEquals(Status.VALID, gb.verify(FORM, null, trust(SOON)).status());
    assertEquals(Status.VALID, rfc.verify(FORM, null, trust(SOON)).status());
    assertVerdict(
        Status.INVALID,
        Finding.DOCUMENT_CHANGED,
        gb.verify("another".getBytes(UTF_8), null, trust(SOON)));
  }

  @Test
  void verify_sm2WithAKeyOfAnotherCurve_isWrong() throws Exception {
    Holder p256 = TestPki.under(root, "CN=Li", "SHA256withECDSA", CITIZEN);

    assertVerdict(
        Status.INVALID,
        Finding.SIGNATURE_WRONG,
        chinese(p256, "1.2.156.10197.1.501", "1.2.840.113549.1.7.1")
            .verify(FORM, null, trust(SOON)));
  }

  private SignedDocument chinese(String signerOid, String contentType) throws Exception {
    return chinese(citizen, signerOid, contentType);
  }

  /** Signed by hand, as providers in China write it. */
  private static SignedDocument chinese(Holder citizen, String signerOid, String contentType)
      throws Exception {
    ASN1ObjectIdentifier data = new ASN1ObjectIdentifier(contentType);
    AlgorithmIdentifier sm3 = new AlgorithmIdentifier(GMObjectIdentifiers.sm3);
    byte[] der = citizen.certificate().getEncoded();
    ASN1EncodableVector list = new ASN1EncodableVector();
    list.add(new Attribute(CMSAttributes.contentType, new DERSet(data)));
    list.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(SIGNED)))));
    list.add(
        new Attribute(
            CMSAttributes.messageDigest,
            new DERSet(new DEROctetString(CmsAlgorithms.digest("SM3", FORM)))));
    list.add(
        new Attribute(
            PKCSObjectIdentifiers.id_aa_signingCertificateV2,
            new DERSet(
                new SigningCertificateV2(new ESSCertIDv2(sm3, CmsAlgorithms.digest("SM3", der))))));
    DERSet attributes = new DERSet(list);
    Signature engine = Signature.getInstance("SM3withSM2", TestPki.BC);
    engine.initSign(citizen.key());
    engine.update(attributes.getEncoded(ASN1Encoding.DER));
    Certificate certificate = Certificate.getInstance(der);
    SignerInfo info =
        new SignerInfo(
            new SignerIdentifier(new IssuerAndSerialNumber(certificate)),
            sm3,
            attributes,
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(signerOid)),
            new DEROctetString(engine.sign()),
            null);
    SignedData signedData =
        new SignedData(
            new DERSet(sm3),
            new ContentInfo(data, null),
            new DERSet(certificate),
            null,
            new DERSet(info));
    String outer =
        contentType.startsWith("1.2.156") ? "1.2.156.10197.6.1.4.2.2" : "1.2.840.113549.1.7.2";
    return SignedDocument.of(
        new ContentInfo(new ASN1ObjectIdentifier(outer), signedData).getEncoded());
  }

  @Test
  void verify_timeStampAsADocument_isNoDocument() throws Exception {
    byte[] token = TestPki.timestamp(stamps, FORM, SIGNED);

    assertVerdict(
        Status.INVALID, Finding.MALFORMED, SignedDocument.of(token).verify(null, trust(SOON)));
  }

  @Test
  void verify_rubbish_isInvalidWithoutQuotingIt() throws Exception {
    DocumentVerdict verdict =
        SignedDocument.of("rubbish".getBytes(UTF_8)).verify(FORM, null, trust(SOON));

    assertVerdict(Status.INVALID, Finding.MALFORMED, verdict);
    assertFalse(verdict.report().contains("rubbish"));
  }

  @Test
  void detached_certificateOfAnotherKey_isRefused() throws Exception {
    Holder other = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN);
    DocumentSigner mixed =
        new DocumentSigner(
            citizen.signer(), List.of(other.certificate()), Clock.fixed(SIGNED, ZoneOffset.UTC));

    assertThrows(GeneralSecurityException.class, () -> mixed.detached(FORM));
  }

  @Test
  void seals_validOrNot_passOrThrow() throws Exception {
    DocumentSeals seals = new DocumentSeals(trust(SOON));
    byte[] seal = signer(citizen).detached(FORM).cms();

    assertDoesNotThrow(() -> seals.verify(FORM, seal));
    assertThrows(SignatureException.class, () -> seals.verify(new byte[1], seal));
    // A citizen's signature under a statement is no seal.
    assertThrows(SignatureException.class, () -> seals.verify(FORM, signed.cms()));
  }
}
