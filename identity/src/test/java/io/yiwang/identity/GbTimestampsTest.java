package io.yiwang.identity;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static io.yiwang.identity.TestPki.STAMPS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.identity.GbSignature.StampMaker;
import io.yiwang.identity.TestPki.Holder;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tests time stamps in the forms that Chinese authorities write. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GbTimestampsTest {
  private static final byte[] FORM = "法律文书".getBytes(UTF_8);
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

  private static void assertVerdict(Status status, Finding finding, DocumentVerdict verdict) {
    assertEquals(status, verdict.status(), verdict::report);
    assertTrue(verdict.found(finding), verdict::report);
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
  void verify_stampInACommonForm_isRead() throws Exception {
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
  void verify_stampInAnUnknownForm_isIndeterminate() throws Exception {
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
  void verify_severalStamps_areValidByTheBest() throws Exception {
    StampMaker ofAnotherSignature = signature -> stamp(SIGNED).over(new byte[8]);
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
            ofAnotherSignature,
            signature -> junk(),
            stamp(SIGNED.plusSeconds(60)),
            untrusted,
            stamp(first));

    assertVerdict(Status.VALID, Finding.TIME_PROVEN, verdict);
    assertEquals(first, verdict.signedAt());
    assertVerdict(Status.INVALID, Finding.TIMESTAMP_WRONG, stamped(ofAnotherSignature));
    assertVerdict(
        Status.INDETERMINATE, Finding.TIMESTAMP_UNTRUSTED, stamped(ofAnotherSignature, untrusted));
  }

  @Test
  void verify_withoutAttributesButStamped_hasTheTimeOfTheStamp() throws Exception {
    GbSignature made = new GbSignature(signer).stamps(stamp(SIGNED.plusSeconds(5)));
    made.attributes = false;

    DocumentVerdict verdict = SignedDocument.of(made.cms(FORM)).verify(FORM, null, trust);

    assertVerdict(Status.INDETERMINATE, Finding.TIME_PROVEN, verdict);
    assertEquals(SIGNED.plusSeconds(5), verdict.signedAt());
  }
}
