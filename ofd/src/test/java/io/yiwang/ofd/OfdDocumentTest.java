package io.yiwang.ofd;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static io.yiwang.identity.TestPki.STAMPS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentSigner;
import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.Finding;
import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.Revocation;
import io.yiwang.identity.x509.RevocationData;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.ofd.OfdMaker.Sealing;
import io.yiwang.value.Money;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfdDocumentTest {
  private static final Instant SOON = SIGNED.plusSeconds(3600);

  private static final Instant LATER = TestPki.TO.plusSeconds(3600);

  private Holder root;

  private Holder signer;

  private Holder maker;

  private Holder stranger;

  @BeforeAll
  void holders() throws Exception {
    root = TestPki.root("SM3withSM2");
    signer = TestPki.under(root, "CN=signer", "SM3withSM2", CITIZEN);
    maker = TestPki.under(root, "CN=maker", "SM3withSM2", CITIZEN);
    stranger = TestPki.under(TestPki.root("SM3withSM2"), "CN=x", "SM3withSM2", CITIZEN);
  }

  private static DocumentTrust trust(Instant now, X509Certificate root) throws Exception {
    TrustAnchors anchors = TrustAnchors.of(root);
    return new DocumentTrust(anchors, anchors, Clock.fixed(now, ZoneOffset.UTC));
  }

  private OfdVerdict verify(byte[] ofd, Instant now, OfdPolicy policy) throws Exception {
    try (OfdDocument document = OfdDocument.open(ofd, OfdLimits.DEFAULT)) {
      return document.verify(trust(now, root.certificate()), policy);
    }
  }

  private OfdVerdict verify(OfdMaker made) throws Exception {
    return verify(made.zip(), SOON, OfdPolicy.strict());
  }

  private static void assertVerdict(Status status, Finding finding, OfdVerdict verdict) {
    assertEquals(status, verdict.status(), verdict::report);
    assertTrue(
        verdict.document().found(finding)
            || verdict.signatures().stream().anyMatch(each -> each.verdict().found(finding)),
        verdict::report);
  }

  private Sealing sealing() {
    return new Sealing(signer, maker);
  }

  private OfdVerdict sealed(Consumer<Sealing> change) throws Exception {
    Sealing sealing = sealing();
    change.accept(sealing);
    return verify(OfdMaker.receipt().seal(sealing));
  }

  @ParameterizedTest
  @CsvSource({
    "good-v4, VALID, SEAL_GENUINE",
    "good-v1, VALID, SEAL_OF_SIGNER",
    "bad-page-changed, INVALID, DOCUMENT_CHANGED",
    "bad-signer-not-in-seal, INVALID, SEAL_OF_OTHERS",
    "bad-seal-expired, INVALID, SEAL_NOT_IN_FORCE",
  })
  void verify_documentsOfAnotherProgram_haveTheExpectedVerdicts(
      String name, Status status, Finding finding) throws Exception {
    try (InputStream anchor = OfdDocumentTest.class.getResourceAsStream("root.cer");
        InputStream in = OfdDocumentTest.class.getResourceAsStream(name + ".ofd");
        OfdDocument document = OfdDocument.open(in.readAllBytes(), OfdLimits.DEFAULT)) {
      X509Certificate trusted =
          (X509Certificate)
              CertificateFactory.getInstance("X.509", OfdMaker.BC)
                  .generateCertificate(new ByteArrayInputStream(anchor.readAllBytes()));

      OfdVerdict verdict =
          document.verify(
              trust(Instant.parse("2026-08-02T00:00:00Z"), trusted), OfdPolicy.strict());

      assertVerdict(status, finding, verdict);
      assertEquals("yw-test-seal-0001", verdict.signatures().get(0).seal().id());
      if (status == Status.VALID) {
        assertEquals(
            Instant.parse("2026-08-01T02:00:00Z"), verdict.signatures().get(0).claimedTime());
      }
    }
  }

  @Test
  void open_receipt_returnsItsContent(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("r.ofd"), OfdMaker.receipt().seal(sealing()).zip());
    try (OfdDocument document = OfdDocument.open(file, OfdLimits.DEFAULT)) {
      assertEquals("票据", document.info().title());
      assertEquals("200.00", document.customData().get("金额"));
      assertEquals(1, document.pageCount());
      assertEquals("罚没收入\n", document.pageText(0));
      assertEquals("EInvoice", document.attachments().get(0).name());
      assertTrue(
          new String(document.bytes(document.attachments().get(0)), UTF_8).contains("<EInvoice>"));
      FiscalReceipt receipt = document.fiscalReceipt().orElseThrow();
      assertTrue(receipt.isForFine());
      assertEquals(Money.yuan("200"), receipt.amount());
      assertEquals("李某", receipt.payer());
      assertEquals("市公安局", receipt.payee());
      assertEquals(LocalDate.of(2026, 6, 1), receipt.issuedOn());
      assertEquals(
          List.of(new FiscalReceipt.Item("103050101", "交通违法罚款", Money.yuan("200"))),
          receipt.items());
      assertFalse(receipt.toString().contains("李"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5})
  void verify_eachVersion_isValidWithAbsoluteAndRelativeLocations(int version) throws Exception {
    for (boolean relative : new boolean[] {true, false}) {
      OfdVerdict verdict =
          sealed(
              sealing -> {
                sealing.version = version;
                sealing.relative = relative;
                sealing.listsDigests = version == 5;
              });

      assertEquals(Status.VALID, verdict.status(), verdict::report);
      SealVerdict seal = verdict.signatures().get(0);
      assertEquals(SIGNED, seal.claimedTime());
      assertEquals(signer.certificate(), seal.verdict().signer());
      assertEquals(maker.certificate(), seal.maker());
      assertEquals("测试市财政局票据专用章", seal.seal().name());
      assertArrayEquals(new byte[16], seal.seal().picture());
      assertEquals(List.of(), seal.uncovered());
      assertTrue(seal.covered().contains(OfdMaker.PAGE));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SM3", "sm3", "1.2.156.10197.1.401", "1.2.156.10197.1.401.1"})
  void verify_eachNameOfSm3_isValid(String method) throws Exception {
    assertEquals(Status.VALID, sealed(sealing -> sealing.checkMethod = method).status());
  }

  @ParameterizedTest
  @CsvSource({"MD5, MD5", "SHA1, SHA-1", "1.3.14.3.2.26, SHA-1", ", MD5"})
  void verify_weakDigest_isRefused(String method, String digest) throws Exception {
    assertVerdict(
        Status.INVALID,
        Finding.DIGEST_REFUSED,
        sealed(
            sealing -> {
              sealing.checkMethod = method;
              sealing.digest = digest;
            }));
  }

  @Test
  void verify_signaturesOfAStranger_areNeverValid() throws Exception {
    Sealing underHonestSeal = new Sealing(stranger, maker);
    underHonestSeal.listed = signer;
    Sealing ownSeal = new Sealing(stranger, stranger);
    Sealing ownSealNamingAnother = new Sealing(signer, stranger);

    assertVerdict(
        Status.INVALID, Finding.SEAL_OF_OTHERS, verify(OfdMaker.receipt().seal(underHonestSeal)));
    assertVerdict(
        Status.INDETERMINATE,
        Finding.CERTIFICATE_UNTRUSTED,
        verify(OfdMaker.receipt().seal(ownSeal)));
    assertVerdict(
        Status.INDETERMINATE,
        Finding.SEAL_MAKER_UNTRUSTED,
        verify(OfdMaker.receipt().seal(ownSealNamingAnother)));
  }

  @Test
  void verify_wrongSeal_isInvalid() throws Exception {
    assertVerdict(
        Status.INVALID,
        Finding.SEAL_NOT_IN_FORCE,
        sealed(sealing -> sealing.sealTo = SIGNED.minusSeconds(1)));
    assertVerdict(
        Status.INVALID,
        Finding.SEAL_NOT_IN_FORCE,
        sealed(sealing -> sealing.sealFrom = SIGNED.plusSeconds(1)));
    assertVerdict(
        Status.INVALID,
        Finding.SEAL_FORGED,
        sealed(
            sealing ->
                sealing.makersSignature =
                    signature -> {
                      signature[signature.length - 1] ^= 1;
                      return signature;
                    }));
    assertVerdict(
        Status.INVALID,
        Finding.SEAL_SUBSTITUTED,
        sealed(sealing -> sealing.loose = seal -> new byte[] {0x30, 0}));
    assertVerdict(
        Status.INVALID,
        Finding.DOCUMENT_CHANGED,
        sealed(sealing -> sealing.property = "/Doc_0/Signs/Sign_9/Signature.xml"));
    assertVerdict(
        Status.INVALID,
        Finding.TIME_IMPOSSIBLE,
        sealed(sealing -> sealing.time = SOON.plusSeconds(3600)));
    assertVerdict(
        Status.INDETERMINATE, Finding.FORM_NOT_READ, sealed(sealing -> sealing.version = 7));
  }

  /** The library would read it in this machine's zone. */
  @Test
  void verify_timeWithoutZone_isChinaTime() throws Exception {
    OfdVerdict verdict = sealed(sealing -> sealing.timeText = "20260601080000");

    assertEquals(SIGNED, verdict.signatures().get(0).claimedTime(), verdict::report);
  }

  @Test
  void verify_uncoveredPart_isInvalidOrIndeterminateByPolicy() throws Exception {
    for (String each :
        List.of(
            "OFD.xml",
            "Doc_0/Document.xml",
            OfdMaker.PAGE,
            "Doc_0/PublicRes.xml",
            "Doc_0/Res/logo.png",
            "Doc_0/Attachs/einvoice.xml")) {
      Sealing sealing = sealing();
      sealing.uncovered = Set.of(each);
      byte[] ofd = OfdMaker.receipt().seal(sealing).zip();

      OfdVerdict strict = verify(ofd, SOON, OfdPolicy.strict());
      assertVerdict(Status.INVALID, Finding.PARTS_NOT_COVERED, strict);
      assertEquals(List.of(each), strict.uncovered());
      assertVerdict(
          Status.INDETERMINATE,
          Finding.PARTS_NOT_COVERED_BY_POLICY,
          verify(ofd, SOON, OfdPolicy.strict().allowingUncoveredParts()));
    }
  }

  @Test
  void verify_unreferencedFile_isValidAndReported() throws Exception {
    OfdMaker made = OfdMaker.receipt().seal(sealing());
    made.files.put("Thumbs.db", new byte[1]);

    OfdVerdict verdict = verify(made);

    assertEquals(Status.VALID, verdict.status(), verdict::report);
    assertEquals(List.of("Thumbs.db"), verdict.uncovered());
  }

  @Test
  void verify_expiredCertificate_dependsOnThePolicy() throws Exception {
    byte[] ofd = OfdMaker.receipt().seal(sealing()).zip();

    assertVerdict(
        Status.INDETERMINATE, Finding.TIME_NOT_PROVEN, verify(ofd, LATER, OfdPolicy.strict()));
    assertVerdict(
        Status.VALID,
        Finding.TIME_BELIEVED,
        verify(ofd, LATER, OfdPolicy.strict().believingClaimedTime()));
  }

  /** Whoever stole a key can claim any time, so no policy believes it after a revocation. */
  @Test
  void verify_revokedCertificate_isNotBelieved() throws Exception {
    RevocationData revoked =
        RevocationData.of(
            List.of(TestPki.crl(root, SIGNED, signer.certificate(), SIGNED.plusSeconds(9))),
            List.of());
    DocumentTrust trust =
        new DocumentTrust(
            TrustAnchors.of(root.certificate()).revocation(Revocation.softFail(() -> revoked)),
            TrustAnchors.of(root.certificate()),
            Clock.fixed(SOON, ZoneOffset.UTC));
    try (OfdDocument document =
        OfdDocument.open(OfdMaker.receipt().seal(sealing()).zip(), OfdLimits.DEFAULT)) {
      assertVerdict(
          Status.INDETERMINATE,
          Finding.TIME_NOT_PROVEN,
          document.verify(trust, OfdPolicy.strict().believingClaimedTime()));
    }
  }

  @Test
  void verify_timeStampInTheSignature_provesTheTime() throws Exception {
    Holder stamps = TestPki.under(root, "CN=TSA", "SHA256withECDSA", STAMPS);
    Sealing sealing = sealing();
    sealing.stamper =
        signature -> TestPki.bentTimestamp(stamps, signature, SIGNED.plusSeconds(20), true);
    byte[] good = OfdMaker.receipt().seal(sealing).zip();
    Sealing ofAnother = sealing();
    ofAnother.stamper =
        signature -> TestPki.bentTimestamp(stamps, new byte[3], SIGNED.plusSeconds(20), true);

    OfdVerdict verdict = verify(good, LATER, OfdPolicy.strict());

    assertVerdict(Status.VALID, Finding.TIME_PROVEN, verdict);
    assertEquals(SIGNED.plusSeconds(20), verdict.signatures().get(0).provenTime());
    assertVerdict(
        Status.INVALID, Finding.TIMESTAMP_WRONG, verify(OfdMaker.receipt().seal(ofAnother)));
  }

  @Test
  void verify_twoSignatures_hasTheWorseStatus() throws Exception {
    OfdMaker both = OfdMaker.receipt().seal(sealing()).seal(sealing());
    assertEquals(Status.VALID, verify(both).status(), () -> "both");
    assertEquals(2, verify(both).signatures().size());

    OfdMaker between = OfdMaker.receipt().seal(sealing());
    between.files.put(OfdMaker.PAGE, "<Page/>".getBytes(UTF_8));
    between.seal(sealing());
    OfdVerdict verdict = verify(between);

    assertVerdict(Status.INVALID, Finding.DOCUMENT_CHANGED, verdict);
    assertEquals(Status.VALID, verdict.signatures().get(1).verdict().status());

    Sealing partial = sealing();
    partial.uncovered = Set.of(OfdMaker.PAGE);
    OfdVerdict newestCoversLess = verify(OfdMaker.receipt().seal(sealing()).seal(partial));
    assertEquals(List.of(OfdMaker.PAGE), newestCoversLess.uncovered());
  }

  @Test
  void verify_signatureWithoutSeal_isVerifiedAsCms() throws Exception {
    DocumentSigner own =
        new DocumentSigner(
            signer.signer(), List.of(signer.certificate()), Clock.fixed(SIGNED, ZoneOffset.UTC));
    Sealing cms = sealing();
    cms.type = "Sign";
    cms.looseSeal = false;
    cms.unsealed = bytes -> own.detached(bytes).cms();
    Sealing bare = sealing();
    bare.type = "Sign";
    bare.unsealed = bytes -> new byte[] {0x30, 6, 2, 1, 1, 2, 1, 1};
    Sealing announced = sealing();
    announced.type = null;
    announced.unsealed = cms.unsealed;
    byte[] good = OfdMaker.receipt().seal(cms).zip();

    assertVerdict(Status.VALID, Finding.TIME_CLAIMED, verify(good, SOON, OfdPolicy.strict()));
    assertVerdict(
        Status.INDETERMINATE, Finding.TIME_NOT_PROVEN, verify(good, LATER, OfdPolicy.strict()));
    assertVerdict(
        Status.VALID,
        Finding.TIME_BELIEVED,
        verify(good, LATER, OfdPolicy.strict().believingClaimedTime()));
    assertVerdict(
        Status.INDETERMINATE, Finding.CERTIFICATE_MISSING, verify(OfdMaker.receipt().seal(bare)));
    assertVerdict(Status.INVALID, Finding.MALFORMED, verify(OfdMaker.receipt().seal(announced)));
  }

  @Test
  void verify_documentWithoutSignatures_isInvalid() throws Exception {
    OfdMaker made = OfdMaker.receipt();
    made.files.computeIfPresent(
        "OFD.xml",
        (name, xml) ->
            new String(xml, UTF_8)
                .replaceAll("<ofd:Signatures>.*</ofd:Signatures>", "")
                .getBytes(UTF_8));

    assertVerdict(Status.INVALID, Finding.NOT_SIGNED, verify(made));
  }

  @Test
  void verify_every31stByteChanged_isNeverValidAndCovered() throws Exception {
    assertChangesAreNoticed(4, "", 31);
  }

  @Test
  @Tag("proof")
  void verify_eachByteChanged_isNeverValidAndCovered() throws Exception {
    assertChangesAreNoticed(4, "", 1);
  }

  /** The versions of seals differ in the signed value alone. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  @Tag("proof")
  void verify_eachByteOfTheSignedValueChanged_isNotValid(int version) throws Exception {
    assertChangesAreNoticed(version, "Doc_0/Signs/Sign_0/SignedValue.dat", 1);
  }

  private void assertChangesAreNoticed(int version, String within, int stride) throws Exception {
    Sealing sealing = sealing();
    sealing.version = version;
    OfdMaker made = OfdMaker.receipt().seal(sealing);
    made.files.put("stray.txt", new byte[] {1, 2, 3});
    List<String> unnoticed = new ArrayList<>();
    for (Map.Entry<String, byte[]> each : made.files.entrySet()) {
      for (int at = 0;
          each.getKey().startsWith(within) && at < each.getValue().length;
          at += stride) {
        byte[] changed = each.getValue().clone();
        changed[at] ^= (byte) (1 << (at % 8));
        Map<String, byte[]> files = new LinkedHashMap<>(made.files);
        files.put(each.getKey(), changed);
        if (isValidAndCovers(ZipMaker.zip(files), each.getKey())) {
          unnoticed.add(each.getKey() + " " + at);
        }
      }
    }
    // No signature covers their list, where blanks and the number have no meaning.
    unnoticed.removeIf(each -> each.startsWith("Doc_0/Signs/Signatures.xml"));
    assertEquals(List.of(), unnoticed);
  }

  private boolean isValidAndCovers(byte[] ofd, String file) throws Exception {
    try {
      OfdVerdict verdict = verify(ofd, SOON, OfdPolicy.strict());
      return verdict.valid() && !verdict.uncovered().contains(file);
    } catch (OfdException e) {
      return false;
    }
  }
}
