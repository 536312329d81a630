package io.yiwang.ofd;

import static io.yiwang.identity.TestPki.SIGNED;
import static io.yiwang.identity.TestPki.STAMPS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealValidationTest extends SealFixture {
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
}
