package io.yiwang.identity.x509;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.TestPki.Shape;
import io.yiwang.identity.x509.Revocation.Status;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

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
  void about_afterARestartWithoutNetwork_hasTheSameAnswers(@TempDir Path folder) throws Exception {
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
  void refresh_forgedOrOlderAnswer_keepsTheOldOne(@TempDir Path folder) throws Exception {
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

  private static Shape asking(String... addresses) {
    return builder -> {
      CITIZEN.of(builder);
      AccessDescription[] all = new AccessDescription[addresses.length];
      for (int i = 0; i < all.length; i++) {
        all[i] =
            new AccessDescription(
                AccessDescription.id_ad_ocsp,
                new GeneralName(GeneralName.uniformResourceIdentifier, addresses[i]));
      }
      builder.addExtension(
          Extension.authorityInfoAccess, false, new AuthorityInformationAccess(all));
    };
  }

  @Test
  void refresh_fetcherThatThrows_isLoggedWithItsStack(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", WITH_ADDRESSES).certificate();
    IllegalStateException own = new IllegalStateException("proxy not configured");
    List<Object> logged = new CopyOnWriteArrayList<>();
    Logger log =
        (Logger)
            Proxy.newProxyInstance(
                RevocationTest.class.getClassLoader(),
                new Class<?>[] {Logger.class},
                (proxy, method, arguments) -> {
                  assertEquals("warn", method.getName());
                  logged.addAll(List.of(arguments));
                  return null;
                });
    RevocationCache cache =
        new RevocationCache(
            folder,
            (address, request) -> {
              if (request == null) {
                throw own;
              }
              throw new IOException("no network");
            },
            log);

    assertEquals(0, cache.refresh(List.of(leaf, root.certificate())));

    assertEquals(List.of("the fetcher threw; it counts as no answer", own), logged);
  }

  @Test
  void refresh_manyAddresses_queriesFourPerCertificate(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    String[] many = new String[50];
    for (int i = 0; i < many.length; i++) {
      many[i] = "http://ca" + i + ".example/";
    }
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", asking(many)).certificate();
    List<URI> asked = new CopyOnWriteArrayList<>();
    RevocationCache cache =
        new RevocationCache(
            folder,
            (address, request) -> {
              asked.add(address);
              throw new IOException("nobody there");
            });

    assertEquals(0, cache.refresh(List.of(leaf, root.certificate())));

    assertEquals(4, asked.size());
  }

  @Test
  void refresh_nobodyAnswers_endsAtTheCommonDeadline(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    Shape shape = asking("http://a.example/", "http://b.example/", "http://c.example/");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", shape).certificate();
    CountDownLatch end = new CountDownLatch(1);
    RevocationCache cache =
        new RevocationCache(
            folder,
            (address, request) -> {
              // Ignores interrupts, as a DNS lookup does.
              while (end.getCount() > 0) {
                Thread.onSpinWait();
              }
              return new byte[0];
            });
    try {
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> cache.refresh(List.of(leaf, root.certificate()), Duration.ofMillis(200)));
    } finally {
      end.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://ca.example/",
        "file:///etc/passwd",
        "ldap://ca.example/",
        "http://user:secret@ca.example/",
        "http://user@ca.example/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://a.localhost/",
        "http://127.0.0.1:8080/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0.0.0.0/",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::127.0.0.1]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fc00::1]/",
        "http://[fd12:3456::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:1:2:3:4:5:6]/",
        "http://[ff02::1]/",
        "http:///nobody",
        "nonsense",
      })
  void refresh_privateAddress_isNotQueried(String address, @TempDir Path folder) throws Exception {
    Holder root = TestPki.root("Ed25519");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "Ed25519", asking(address)).certificate();
    List<URI> asked = new CopyOnWriteArrayList<>();
    RevocationCache cache =
        new RevocationCache(
            folder,
            (uri, request) -> {
              asked.add(uri);
              throw new IOException("asked");
            });

    cache.refresh(List.of(leaf, root.certificate()));

    assertEquals(List.of(), asked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://ca.example/",
        "https://8.8.8.8/x",
        "HTTP://[2400:3200::1]/",
        "http://a.cn:8080"
      })
  void refresh_publicAddress_isQueried(String address, @TempDir Path folder) throws Exception {
    Holder root = TestPki.root("Ed25519");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "Ed25519", asking(address)).certificate();
    List<URI> asked = new CopyOnWriteArrayList<>();

    new RevocationCache(
            folder,
            (uri, request) -> {
              asked.add(uri);
              throw new IOException("asked");
            })
        .refresh(List.of(leaf, root.certificate()));

    assertEquals(List.of(URI.create(address)), asked);
  }

  /** Checks that a certificate cannot cause requests to a real server on this machine. */
  @Test
  void refresh_overHttp_queriesThisMachineOnlyIfAllowed(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    AtomicReference<byte[]> answer = new AtomicReference<>(new byte[0]);
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          if (exchange.getRequestURI().getPath().equals("/away")) {
            exchange.getResponseHeaders().add("Location", "/ocsp");
            exchange.sendResponseHeaders(302, -1);
          } else {
            exchange.sendResponseHeaders(200, answer.get().length);
            exchange.getResponseBody().write(answer.get());
          }
          exchange.close();
        });
    server.start();
    try {
      String base = "http://127.0.0.1:" + server.getAddress().getPort();
      X509Certificate leaf =
          TestPki.under(root, "CN=Li", "SM3withSM2", asking(base + "/ocsp")).certificate();
      X509Certificate away =
          TestPki.under(root, "CN=Li", "SM3withSM2", asking(base + "/away")).certificate();
      answer.set(TestPki.ocsp(root, leaf, SIGNED, null));
      RevocationCache cache = new RevocationCache(folder);

      assertEquals(0, cache.refresh(List.of(leaf, root.certificate())));
      assertEquals(0, asked.get());
      assertThrows(
          IOException.class,
          () -> new AnswerFetcher(false).fetch(URI.create(base + "/ocsp"), new byte[1]));
      assertThrows(
          IOException.class,
          () ->
              new AnswerFetcher(false)
                  .fetch(URI.create(base.replace("127.0.0.1", "localhost")), null),
          "a name that means this machine");
      assertEquals(0, asked.get());
      assertEquals(1, cache.allowingPrivateAddresses().refresh(List.of(leaf, root.certificate())));
      assertEquals(1, asked.get());
      assertEquals(0, cache.allowingPrivateAddresses().refresh(List.of(away, root.certificate())));
      assertEquals(2, asked.get(), "a redirect is not followed");
    } finally {
      server.stop(0);
    }
  }

  /**
   * Checks that a verification does not read all of 20,000 files, which would take longer than the
   * rest.
   */
  @Test
  void about_chainAmongManyAnswers_readsOnlyItsOwn(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    Holder other = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN).certificate();
    RevocationCache cache = new RevocationCache(folder);
    byte[] list = TestPki.crl(root, SIGNED, null, null);
    byte[] answer = TestPki.ocsp(root, leaf, SIGNED, null);
    cache.add(RevocationData.of(List.of(list), List.of(answer, "rubbish".getBytes(US_ASCII))));
    for (int i = 0; i < 20; i++) {
      X509Certificate each = TestPki.under(other, "CN=x", "SM3withSM2", CITIZEN).certificate();
      cache.add(
          RevocationData.of(
              List.of(TestPki.crl(other, SIGNED.plusSeconds(i), null, null)),
              List.of(TestPki.ocsp(other, each, SIGNED, null))));
    }

    RevocationData about = cache.about(List.of(leaf, root.certificate()));

    assertEquals("1 CRLs and 1 OCSP responses", about.toString());
    assertArrayEquals(list, about.crls().get(0));
    assertArrayEquals(answer, about.ocspResponses().get(0));
    assertEquals("21 CRLs and 21 OCSP responses", cache.get().toString());
  }

  @Test
  void add_moreThanASubfolderHolds_deletesOnlyTheOldest(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("Ed25519");
    RevocationCache cache = new RevocationCache(folder);
    byte[] first = TestPki.crl(root, SIGNED, null, null);
    cache.add(RevocationData.of(List.of(first), List.of()));
    Path drawer;
    try (var drawers = Files.list(folder)) {
      drawer = drawers.findFirst().orElseThrow();
    }
    Path foreign = Files.write(drawer.resolve("notes.crl"), new byte[1]);
    try (var files = Files.list(drawer)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(SIGNED));
      }
    }
    byte[] last = first;
    for (int i = 1; i <= 64; i++) {
      last = TestPki.crl(root, SIGNED.plusSeconds(i), null, null);
      cache.add(RevocationData.of(List.of(last), List.of()));
    }

    RevocationData kept = cache.get();
    assertEquals("64 CRLs and 0 OCSP responses", kept.toString());
    byte[] newest = last;
    assertTrue(kept.crls().stream().noneMatch(crl -> Arrays.equals(crl, first)));
    assertTrue(kept.crls().stream().anyMatch(crl -> Arrays.equals(crl, newest)));
    assertTrue(Files.exists(foreign));
  }

  @Test
  void about_forgedAnswerInTheFolder_isIgnored(@TempDir Path folder) throws Exception {
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

  /** Checks that a fetch ends, since every verification would leave a thread behind otherwise. */
  @Test
  @Timeout(60)
  void fetch_endlessHeaders_endsAtItsTimeout() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread drips =
          new Thread(
              () -> {
                try (Socket client = server.accept()) {
                  client.getOutputStream().write("HTTP/1.1 200 OK\r\nX: ".getBytes(US_ASCII));
                  while (true) {
                    client.getOutputStream().write('x');
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                  }
                } catch (IOException e) {
                  return; // The connection was closed.
                }
              });
      drips.setDaemon(true);
      drips.start();
      URI address = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/crl");

      assertThrows(
          IOException.class,
          () -> new AnswerFetcher(true, Duration.ofMillis(500)).fetch(address, null));
    }
  }

  /** Checks the JVM's authenticator, which may give its password to anybody. */
  @Test
  @Timeout(60)
  void fetch_serverThatAsksForAPassword_doesNotGetTheApplications() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    List<String> given = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          given.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
          exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"x\"");
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    server.start();
    Authenticator before = Authenticator.getDefault();
    try {
      Authenticator.setDefault(
          new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
              asked.incrementAndGet();
              return new PasswordAuthentication("user", "password".toCharArray());
            }
          });
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/crl");

      assertThrows(IOException.class, () -> new AnswerFetcher(true).fetch(address, null));

      assertEquals(List.of(), given);
      assertEquals(0, asked.get());
    } finally {
      Authenticator.setDefault(before);
      server.stop(0);
    }
  }
}
