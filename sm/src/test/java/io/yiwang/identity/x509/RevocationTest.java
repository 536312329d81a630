package io.yiwang.identity.x509;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.TestPki.Shape;
import io.yiwang.identity.x509.Revocation.Status;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests chains by RFC 5280, and revoked certificates in them. */
class RevocationTest {
  private static RevocationData crl(byte[]... crls) {
    return RevocationData.of(List.of(crls), List.of());
  }

  private static RevocationData ocsp(byte[] response) {
    return RevocationData.of(List.of(), List.of(response));
  }

  private static TrustAnchors trust(Holder root, RevocationData data) throws Exception {
    return TrustAnchors.of(root.certificate()).revocation(Revocation.hardFail(() -> data));
  }

  private static Status status(Holder root, X509Certificate leaf, Instant at, RevocationData data)
      throws Exception {
    TrustAnchors anchors = trust(root, data);
    return anchors
        .revocationOf(anchors.chain(leaf, List.of(), at), at, RevocationData.NONE)
        .status();
  }

  @Test
  void revocationOf_listWithAMalformedEntry_isIgnored() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN).certificate();
    byte[] broken = TestPki.crl(root, SIGNED, leaf, SIGNED);
    int time = new String(broken, US_ASCII).lastIndexOf("260601000000Z");
    broken[time] = 'x';

    assertEquals(Status.UNKNOWN, status(root, leaf, SIGNED, crl(broken)));
    assertEquals(
        Status.GOOD,
        status(root, leaf, SIGNED, crl(broken, TestPki.crl(root, SIGNED, null, null))));
  }

  @Test
  void revocationOf_answerWithAMalformedTime_saysNothing() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN).certificate();
    byte[] answer = TestPki.ocsp(root, leaf, SIGNED, null);
    byte[] broken = answer.clone();
    // This is not DER, and yet signed: Bouncy Castle verifies the signature over its own encoding.
    broken[new String(answer, ISO_8859_1).lastIndexOf("20260601") + 12] = '.';

    assertEquals(Status.GOOD, status(root, leaf, SIGNED, ocsp(answer)));
    assertEquals(Status.UNKNOWN, status(root, leaf, SIGNED, ocsp(broken)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SM3withSM2", "SHA256withECDSA", "SHA256withRSA", "Ed25519"})
  void revocationOf_crl_isGoodRevokedOrUnknown(String scheme) throws Exception {
    Holder root = TestPki.root(scheme);
    Holder forger = TestPki.under(root, "CN=forger", scheme, CITIZEN);
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN).certificate();
    Instant stale = SIGNED.minusSeconds(60 * 86_400);

    assertEquals(
        Status.GOOD, status(root, leaf, SIGNED, crl(TestPki.crl(root, SIGNED, null, null))));
    assertEquals(
        Status.REVOKED, status(root, leaf, SIGNED, crl(TestPki.crl(root, SIGNED, leaf, SIGNED))));
    assertEquals(
        Status.GOOD,
        status(root, leaf, SIGNED, crl(TestPki.crl(root, SIGNED, leaf, SIGNED.plusSeconds(1)))));
    assertEquals(Status.UNKNOWN, status(root, leaf, SIGNED, RevocationData.NONE));
    assertEquals(
        Status.UNKNOWN, status(root, leaf, SIGNED, crl(TestPki.crl(root, stale, null, null))));
    assertEquals(
        Status.UNKNOWN, status(root, leaf, SIGNED, crl(TestPki.crl(forger, SIGNED, leaf, SIGNED))));
    assertEquals(Status.UNKNOWN, status(root, leaf, SIGNED, crl(new byte[9])));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SM3withSM2", "SHA256withECDSA", "SHA256withRSA", "Ed25519"})
  void revocationOf_ocsp_isGoodRevokedOrUnknown(String scheme) throws Exception {
    Holder root = TestPki.root(scheme);
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN).certificate();
    Holder impostor = TestPki.root(scheme);
    Instant after = SIGNED.plusSeconds(3600);

    assertEquals(
        Status.GOOD, status(root, leaf, SIGNED, ocsp(TestPki.ocsp(root, leaf, SIGNED, null))));
    // An answer newer than the signature shows that the certificate was not revoked before.
    assertEquals(
        Status.GOOD, status(root, leaf, SIGNED, ocsp(TestPki.ocsp(root, leaf, after, null))));
    assertEquals(
        Status.REVOKED, status(root, leaf, SIGNED, ocsp(TestPki.ocsp(root, leaf, after, SIGNED))));
    assertEquals(
        Status.UNKNOWN,
        status(root, leaf, SIGNED, ocsp(TestPki.ocsp(impostor, leaf, SIGNED, null))));
    assertEquals(Status.UNKNOWN, status(root, leaf, SIGNED, ocsp(new byte[9])));
  }

  @Test
  void revocationOf_forgedAndGenuineOcsp_usesTheGenuine() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    Holder impostor = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN).certificate();
    Instant later = SIGNED.plusSeconds(60);
    byte[] good = TestPki.ocsp(root, leaf, SIGNED, null);
    byte[] revoked = TestPki.ocsp(root, leaf, SIGNED, SIGNED);
    byte[] forgedGood = TestPki.ocsp(impostor, root, leaf, later, null);
    byte[] forgedRevoked = TestPki.ocsp(impostor, root, leaf, later, SIGNED);

    for (List<byte[]> both : List.of(List.of(good, forgedRevoked), List.of(forgedRevoked, good))) {
      assertEquals(Status.GOOD, status(root, leaf, SIGNED, RevocationData.of(List.of(), both)));
    }
    for (List<byte[]> both : List.of(List.of(revoked, forgedGood), List.of(forgedGood, revoked))) {
      assertEquals(Status.REVOKED, status(root, leaf, SIGNED, RevocationData.of(List.of(), both)));
    }
  }

  @Test
  void revocationOf_sameNumberUnderAnotherAuthority_saysNothing() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    Holder other = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN).certificate();
    byte[] good = TestPki.ocsp(root, leaf, SIGNED, null);
    // Its certificate number is the leaf's, its issuer is not.
    byte[] elsewhere = TestPki.ocsp(other, leaf, SIGNED, SIGNED);

    for (List<byte[]> both : List.of(List.of(good, elsewhere), List.of(elsewhere, good))) {
      assertEquals(Status.GOOD, status(root, leaf, SIGNED, RevocationData.of(List.of(), both)));
    }
  }

  @Test
  void revocationOf_severalGenuineAnswers_usesTheOneForThatTime() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN).certificate();
    byte[] old = TestPki.ocsp(root, leaf, SIGNED.minusSeconds(30 * 86_400), null);
    byte[] then = TestPki.ocsp(root, leaf, SIGNED, null);

    for (List<byte[]> both : List.of(List.of(old, then), List.of(then, old))) {
      assertEquals(Status.GOOD, status(root, leaf, SIGNED, RevocationData.of(List.of(), both)));
    }
    assertEquals(Status.UNKNOWN, status(root, leaf, SIGNED, ocsp(old)));
  }

  @Test
  void revocationOf_authorisedResponder_needsOcspSigning() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    Holder responder = TestPki.under(root, "CN=OCSP", "SM3withSM2", TestPki.RESPONDER);
    Holder citizen = TestPki.under(root, "CN=Wang", "SM3withSM2", CITIZEN);
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN).certificate();

    assertEquals(
        Status.REVOKED,
        status(root, leaf, SIGNED, ocsp(TestPki.ocsp(responder, root, leaf, SIGNED, SIGNED))));
    assertEquals(
        Status.GOOD,
        status(root, leaf, SIGNED, ocsp(TestPki.ocsp(responder, root, leaf, SIGNED, null))));
    assertEquals(
        Status.UNKNOWN,
        status(root, leaf, SIGNED, ocsp(TestPki.ocsp(citizen, root, leaf, SIGNED, null))));
    assertEquals(
        Status.UNKNOWN,
        status(root, leaf, SIGNED, ocsp(TestPki.ocsp(citizen, root, leaf, SIGNED, SIGNED))));
  }

  @Test
  void trusted_revokedGatewayKey_isRefusedByThePolicy() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    var names = new GeneralNames(new GeneralName(GeneralName.dNSName, TestAuthority.HOST));
    X509Certificate leaf =
        TestPki.under(
                root,
                "CN=gw",
                "SM3withSM2",
                builder -> {
                  CITIZEN.of(builder);
                  builder.addExtension(Extension.subjectAlternativeName, false, names);
                })
            .certificate();
    var key = TestAuthority.offer("sm2-sm3", leaf);
    RevocationData revoked = crl(TestPki.crl(root, SIGNED, leaf, SIGNED));
    TrustAnchors anchors = TrustAnchors.of(root.certificate());

    assertEquals("gw-1", anchors.trusted(key, TestAuthority.HOST, SIGNED).keyId(), "not looked at");
    assertThrows(
        CertificateException.class,
        () ->
            anchors
                .revocation(Revocation.softFail(() -> revoked))
                .trusted(key, TestAuthority.HOST, SIGNED));
    assertThrows(
        CertificateException.class,
        () ->
            anchors
                .revocation(Revocation.hardFail(() -> RevocationData.NONE))
                .trusted(key, TestAuthority.HOST, SIGNED));
    assertEquals(
        "gw-1",
        anchors
            .revocation(Revocation.softFail(() -> RevocationData.NONE))
            .trusted(key, TestAuthority.HOST, SIGNED)
            .keyId());
  }

  @Test
  void chain_pathLength_isChecked() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    Holder last = TestPki.under(root, "CN=last", "SM3withSM2", TestPki.authority(0));
    Holder tooMany = TestPki.under(last, "CN=too many", "SM3withSM2", TestPki.AUTHORITY);
    X509Certificate good = TestPki.under(last, "CN=Li", "SM3withSM2", CITIZEN).certificate();
    X509Certificate bad = TestPki.under(tooMany, "CN=Li", "SM3withSM2", CITIZEN).certificate();
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    List<X509Certificate> others = List.of(tooMany.certificate(), last.certificate());

    assertEquals(3, anchors.chain(good, others, SIGNED).size());
    assertThrows(CertificateException.class, () -> anchors.chain(bad, others, SIGNED));
  }

  @Test
  void chain_nameConstraints_areChecked() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    Shape hangzhou =
        builder -> {
          TestPki.AUTHORITY.of(builder);
          builder.addExtension(
              Extension.nameConstraints,
              true,
              new NameConstraints(
                  new GeneralSubtree[] {
                    new GeneralSubtree(new GeneralName(new X500Name("C=CN,O=Hangzhou")))
                  },
                  null));
        };
    Holder middle = TestPki.under(root, "C=CN,O=Hangzhou,CN=CA", "SM3withSM2", hangzhou);
    X509Certificate within =
        TestPki.under(middle, "C=CN,O=Hangzhou,CN=Li", "SM3withSM2", CITIZEN).certificate();
    X509Certificate outside =
        TestPki.under(middle, "C=CN,O=Ningbo,CN=Li", "SM3withSM2", CITIZEN).certificate();
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    List<X509Certificate> others = List.of(middle.certificate());

    assertEquals(3, anchors.chain(within, others, SIGNED).size());
    assertThrows(CertificateException.class, () -> anchors.chain(outside, others, SIGNED));
  }

  @Test
  void check_extendedKeyUsage_isRequired() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    X509Certificate stamps =
        TestPki.under(root, "CN=TSA", "SM3withSM2", TestPki.STAMPS).certificate();
    Shape loose =
        builder -> {
          CITIZEN.of(builder);
          builder.addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(
                  new KeyPurposeId[] {
                    KeyPurposeId.id_kp_timeStamping, KeyPurposeId.id_kp_emailProtection
                  }));
        };
    X509Certificate both = TestPki.under(root, "CN=both", "SM3withSM2", loose).certificate();
    X509Certificate plain = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN).certificate();

    CertificatePurpose.TIMESTAMPS.check(stamps);
    CertificatePurpose.DOCUMENTS.check(plain);
    CertificatePurpose.DOCUMENTS.check(both);
    assertThrows(CertificateException.class, () -> CertificatePurpose.DOCUMENTS.check(stamps));
    assertThrows(CertificateException.class, () -> CertificatePurpose.MESSAGES.check(stamps));
    assertThrows(CertificateException.class, () -> CertificatePurpose.TIMESTAMPS.check(both));
    assertThrows(CertificateException.class, () -> CertificatePurpose.TIMESTAMPS.check(plain));
    assertThrows(CertificateException.class, () -> CertificatePurpose.SEALING.check(plain));
  }
}
