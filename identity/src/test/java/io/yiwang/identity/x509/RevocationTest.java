package io.yiwang.identity.x509;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.TestPki.Shape;
import io.yiwang.identity.x509.Revocation.Status;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains by RFC 5280, and what becomes of revoked certificates. */
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
  void revocationOf_listWithABrokenEntry_saysNothingAndHidesNothing() throws Exception {
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
  void revocationOf_answerWithABrokenTime_saysNothing() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN).certificate();
    byte[] answer = TestPki.ocsp(root, leaf, SIGNED, null);
    byte[] broken = answer.clone();
    // Not DER, and yet signed: Bouncy Castle checks the signature over what it would write itself.
    broken[new String(answer, ISO_8859_1).lastIndexOf("20260601") + 12] = '.';

    assertEquals(Status.GOOD, status(root, leaf, SIGNED, ocsp(answer)));
    assertEquals(Status.UNKNOWN, status(root, leaf, SIGNED, ocsp(broken)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SM3withSM2", "SHA256withECDSA", "SHA256withRSA", "Ed25519"})
  void revocationOf_crl_tellsGoodRevokedAndUnknown(String scheme) throws Exception {
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
  void revocationOf_ocsp_tellsGoodRevokedAndUnknown(String scheme) throws Exception {
    Holder root = TestPki.root(scheme);
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN).certificate();
    Holder impostor = TestPki.root(scheme);
    Instant after = SIGNED.plusSeconds(3600);

    assertEquals(
        Status.GOOD, status(root, leaf, SIGNED, ocsp(TestPki.ocsp(root, leaf, SIGNED, null))));
    // An answer younger than the signature says that nothing had happened before.
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
  void revocationOf_forgedOcspBesideAGenuineOne_goesByTheGenuine() throws Exception {
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
  void revocationOf_namedResponder_isTakenForOcspSigningAlone() throws Exception {
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
  void trusted_revokedGatewayKey_isRefusedAsThePolicySays() throws Exception {
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
  void chain_pathLength_isKept() throws Exception {
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
  void chain_nameConstraints_areKept() throws Exception {
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
  void check_extendedKeyUsage_isKept() throws Exception {
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

  private static final Shape WITH_ADDRESSES =
      builder -> {
        CITIZEN.of(builder);
        builder.addExtension(
            Extension.cRLDistributionPoints,
            false,
            new CRLDistPoint(
                new DistributionPoint[] {
                  new DistributionPoint(
                      new DistributionPointName(
                          new GeneralNames(
                              new GeneralName(
                                  GeneralName.uniformResourceIdentifier,
                                  "http://ca.example/list.crl"))),
                      null,
                      null)
                }));
        builder.addExtension(
            Extension.authorityInfoAccess,
            false,
            new AuthorityInformationAccess(
                AccessDescription.id_ad_ocsp,
                new GeneralName(GeneralName.uniformResourceIdentifier, "http://ca.example/ocsp")));
      };

  @Test
  void cache_afterARestartWithoutNetwork_knowsWhatItKnew(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", WITH_ADDRESSES).certificate();
    byte[] list = TestPki.crl(root, SIGNED, null, null);
    byte[] answer = TestPki.ocsp(root, leaf, SIGNED, null);
    List<X509Certificate> chain = List.of(leaf, root.certificate());

    var online =
        new RevocationCache(
            folder,
            (address, request) -> {
              assertEquals(
                  URI.create("http://ca.example/" + (request == null ? "list.crl" : "ocsp")),
                  address);
              return request == null ? list : answer;
            });
    assertEquals(2, online.refresh(chain));

    var offline =
        new RevocationCache(
            folder,
            (address, request) -> {
              throw new IOException("no network");
            });
    assertEquals(0, offline.refresh(chain));
    TrustAnchors anchors =
        TrustAnchors.of(root.certificate()).revocation(Revocation.hardFail(offline));
    assertEquals(Status.GOOD, anchors.revocationOf(chain, SIGNED, RevocationData.NONE).status());
    assertEquals("1 CRLs and 1 OCSP responses", offline.get().toString());
  }

  @Test
  void cache_whatIsNoGenuineOrAnOlderAnswer_leavesWhatWasThere(@TempDir Path folder)
      throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    Holder forger = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", WITH_ADDRESSES).certificate();
    List<X509Certificate> chain = List.of(leaf, root.certificate());
    Instant before = SIGNED.minusSeconds(3600);
    byte[] revokedList = TestPki.crl(root, SIGNED, leaf, before);
    byte[] revokedAnswer = TestPki.ocsp(root, leaf, SIGNED, before);
    assertEquals(2, fetching(folder, revokedList, revokedAnswer).refresh(chain));

    byte[] portal = "<html>Please log in</html>".getBytes(US_ASCII);
    assertEquals(0, fetching(folder, portal, portal).refresh(chain));
    assertEquals(
        0,
        fetching(
                folder,
                TestPki.crl(forger, SIGNED.plusSeconds(60), null, null),
                TestPki.ocsp(forger, root, leaf, SIGNED.plusSeconds(60), null))
            .refresh(chain));
    assertEquals(
        0,
        fetching(
                folder,
                TestPki.crl(root, before, null, null),
                TestPki.ocsp(root, leaf, before, null))
            .refresh(chain));

    TrustAnchors anchors =
        TrustAnchors.of(root.certificate())
            .revocation(Revocation.softFail(new RevocationCache(folder)));
    assertEquals(Status.REVOKED, anchors.revocationOf(chain, SIGNED, RevocationData.NONE).status());
    assertEquals("1 CRLs and 1 OCSP responses", new RevocationCache(folder).get().toString());
    byte[] newer = TestPki.crl(root, SIGNED.plusSeconds(60), leaf, before);
    assertEquals(1, fetching(folder, newer, portal).refresh(chain));
    assertArrayEquals(newer, new RevocationCache(folder).get().crls().get(0));
  }

  private static RevocationCache fetching(Path folder, byte[] list, byte[] answer)
      throws IOException {
    return new RevocationCache(folder, (address, request) -> request == null ? list : answer);
  }

  @Test
  void cache_forgedAnswerInTheFolder_saysNothing(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", WITH_ADDRESSES).certificate();
    Holder forger = TestPki.root("SM3withSM2");
    var cache = new RevocationCache(folder);
    cache.add(
        RevocationData.of(
            List.of(TestPki.crl(forger, SIGNED, null, null)),
            List.of(TestPki.ocsp(forger, leaf, SIGNED, null))));

    TrustAnchors anchors =
        TrustAnchors.of(root.certificate()).revocation(Revocation.hardFail(cache));
    var finding =
        anchors.revocationOf(List.of(leaf, root.certificate()), SIGNED, RevocationData.NONE);

    assertEquals(Status.UNKNOWN, finding.status());
    assertFalse(anchors.passes(finding));
    assertTrue(anchors.passes(new Revocation.Finding(Status.GOOD, null)));
  }
}
