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
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.Revocation;
import io.yiwang.identity.x509.RevocationData;
import io.yiwang.identity.x509.TrustAnchors;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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
  void verify_eachAlgorithm_isValidAndDetectsAChange(String scheme) throws Exception {
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
  void verify_enveloping_isValidAndReturnsTheDocument() throws Exception {
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

  /** A length far above the memory that one verification needs. */
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
    assertTrue(taken < LONG / 2, () -> taken + " bytes were allocated to read " + LONG);
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
    // Unsigned are two version numbers and the eight bytes that name the digest a second time.
    // Two booleans of a certificate have 255 ways to be true. The oldest Bouncy Castle ignores the
    // number of the signed attributes' tag as well.
    assertTrue(unnoticed.size() <= 4 + 8 + 1, unnoticed::toString);
  }

  @Test
  void verify_untrustedCertificate_isIndeterminate() throws Exception {
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

  /** A signer's clock may be slightly ahead of ours, and no answer is about the future. */
  @ParameterizedTest
  @ValueSource(ints = {2, 60, 300})
  void verify_signersClockAhead_checksRevocationForNow(int ahead) throws Exception {
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
    // A citizen's signature with a statement is not a seal.
    assertThrows(SignatureException.class, () -> seals.verify(FORM, signed.cms()));
  }
}
