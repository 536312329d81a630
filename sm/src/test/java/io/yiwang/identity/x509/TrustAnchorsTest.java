package io.yiwang.identity.x509;

import static io.yiwang.identity.x509.TestAuthority.DURING;
import static io.yiwang.identity.x509.TestAuthority.HOST;
import static io.yiwang.identity.x509.TestAuthority.offer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.TestPki;
import io.yiwang.identity.sm.Sm2PrivateKey;
import io.yiwang.identity.sm.Sm2Provider;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.Sm2Unsealer;
import io.yiwang.identity.sm.Sm2Verifier;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.signing.EcdsaP256Verifier;
import io.yiwang.signing.Ed25519Verifier;
import io.yiwang.signing.GatewayKey;
import io.yiwang.signing.RsaPairs;
import io.yiwang.signing.RsaPssVerifier;
import io.yiwang.signing.RsaVerifier;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Verifier;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustAnchorsTest {
  private static final byte[] MESSAGE = "message".getBytes(UTF_8);

  private static String pem(X509Certificate certificate) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  @Test
  void trustedSealer_sealingKeyAndSigningKey_acceptsOnlyTheSealingKey() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    KeyPair gateway = TestAuthority.sm2();
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    X509Certificate sealing = root.leaf(gateway.getPublic(), KeyUsage.keyEncipherment);
    X509Certificate signing = root.leaf(gateway.getPublic(), KeyUsage.digitalSignature);
    Sm2Unsealer opener =
        new Sm2Unsealer("gw-1", SmKeys.privateKey(gateway.getPrivate().getEncoded()));

    Sealer sealer = anchors.trustedSealer(offer("sm2-sm4-gcm", sealing), HOST, DURING);

    assertEquals("浙A12345", opener.open(sealer.seal("浙A12345", "/proof"), "/proof"));
    GatewayKey wrongUse = offer("sm2-sm4-gcm", signing);
    GatewayKey wrongAlgorithm = offer("rsa-oaep-256-a256gcm", sealing);
    GatewayKey unknown = offer("none", sealing);
    for (GatewayKey each : List.of(wrongUse, wrongAlgorithm, unknown)) {
      assertThrows(GeneralSecurityException.class, () -> anchors.trustedSealer(each, HOST, DURING));
    }
  }

  @Test
  void trusted_sm2LeafUnderIntermediate_verifiesItsSignatures() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    TestAuthority middle = root.under("CN=middle", TestAuthority.sm2(), true);
    KeyPair gateway = TestAuthority.sm2();
    X509Certificate leaf = middle.leaf(gateway.getPublic(), KeyUsage.digitalSignature);
    Sm2Signer signer = new Sm2Signer("gw-1", SmKeys.privateKey(gateway.getPrivate().getEncoded()));
    byte[] signature = signer.sign(MESSAGE);

    Verifier verifier =
        TrustAnchors.of(root.certificate())
            .trusted(offer("sm2-sm3", leaf, middle.certificate()), HOST, DURING);
    Verifier withRoot =
        TrustAnchors.of(root.certificate())
            .trusted(
                offer("sm2-sm3", leaf, middle.certificate(), root.certificate()), HOST, DURING);

    assertInstanceOf(Sm2Verifier.class, verifier);
    assertEquals("gw-1", verifier.keyId());
    assertDoesNotThrow(() -> verifier.verify(MESSAGE, signature));
    assertDoesNotThrow(() -> withRoot.verify(MESSAGE, signature));
    assertThrows(SignatureException.class, () -> verifier.verify(new byte[1], signature));
    assertNull(Security.getProvider("BC"));
  }

  @Test
  void sm2Provider_bouncyCastle_isUsedByVerifiersAndSealers() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    KeyPair gateway = TestAuthority.sm2();
    X509Certificate signing = root.leaf(gateway.getPublic(), KeyUsage.digitalSignature);
    X509Certificate sealing = root.leaf(gateway.getPublic(), KeyUsage.keyEncipherment);
    TrustAnchors builtIn = TrustAnchors.of(root.certificate());
    TrustAnchors library =
        builtIn.sm2Provider(Sm2Provider.BOUNCY_CASTLE).revocation(Revocation.notChecked());
    Sm2PrivateKey key = SmKeys.privateKey(gateway.getPrivate().getEncoded());
    byte[] signature = new Sm2Signer("gw-1", key).sign(MESSAGE);

    Verifier verifier = library.trusted(offer("sm2-sm3", signing), HOST, DURING);
    Sealer sealer = library.trustedSealer(offer("sm2-sm4-gcm", sealing), HOST, DURING);

    assertDoesNotThrow(() -> verifier.verify(MESSAGE, signature));
    assertEquals("a", new Sm2Unsealer("gw-1", key).open(sealer.seal("a", "/b"), "/b"));
    assertEquals(Sm2Provider.BOUNCY_CASTLE, provider(verifier));
    assertEquals(Sm2Provider.BOUNCY_CASTLE, provider(sealer));
    assertEquals(
        Sm2Provider.BUILT_IN, provider(builtIn.trusted(offer("sm2-sm3", signing), HOST, DURING)));
  }

  private static Object provider(Object of) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField("provider");
    field.setAccessible(true);
    return field.get(of);
  }

  @Test
  void trusted_eachAlgorithm_returnsItsVerifier() throws Exception {
    TestAuthority root = TestAuthority.root("CN=root", TestAuthority.p256(), "SHA256withECDSA");
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    X509Certificate rsaLeaf = root.leaf(RsaPairs.next().getPublic(), KeyUsage.digitalSignature);
    X509Certificate ecLeaf = root.leaf(TestAuthority.p256().getPublic(), KeyUsage.digitalSignature);
    X509Certificate edLeaf =
        root.leaf(
            KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic(),
            KeyUsage.digitalSignature);

    assertInstanceOf(
        RsaPssVerifier.class, anchors.trusted(offer("rsa-pss-sha512", rsaLeaf), HOST, DURING));
    assertInstanceOf(
        RsaVerifier.class, anchors.trusted(offer("rsa-v1_5-sha256", rsaLeaf), HOST, DURING));
    assertInstanceOf(
        EcdsaP256Verifier.class, anchors.trusted(offer("ecdsa-p256-sha256", ecLeaf), HOST, DURING));
    assertInstanceOf(
        Ed25519Verifier.class, anchors.trusted(offer("ed25519", edLeaf), HOST, DURING));
  }

  @Test
  void trusted_keyThatDoesNotFitItsAlgorithm_isRefused() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    X509Certificate p256 = root.leaf(TestAuthority.p256().getPublic(), KeyUsage.digitalSignature);
    X509Certificate sm2 = root.leaf(TestAuthority.sm2().getPublic(), KeyUsage.digitalSignature);

    for (String alg : List.of("sm2-sm3", "ed25519", "rsa-pss-sha512", "rsa-v1_5-sha256", "none")) {
      assertThrows(
          GeneralSecurityException.class, () -> anchors.trusted(offer(alg, p256), HOST, DURING));
    }
    for (String alg : List.of("ecdsa-p256-sha256", "ed25519", "rsa-pss-sha512", "none")) {
      assertThrows(
          GeneralSecurityException.class, () -> anchors.trusted(offer(alg, sm2), HOST, DURING));
    }
  }

  @Test
  void trusted_chainOfAnotherAuthority_isRefused() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    // The same name with another key; only the signature differs.
    TestAuthority impostor = TestAuthority.sm2Root("CN=root");
    X509Certificate leaf =
        impostor.leaf(TestAuthority.sm2().getPublic(), KeyUsage.digitalSignature);
    TrustAnchors anchors = TrustAnchors.of(root.certificate());

    var alone =
        assertThrows(
            GeneralSecurityException.class,
            () -> anchors.trusted(offer("sm2-sm3", leaf), HOST, DURING));
    assertThrows(
        GeneralSecurityException.class,
        () -> anchors.trusted(offer("sm2-sm3", leaf, impostor.certificate()), HOST, DURING));
    assertThrows(
        GeneralSecurityException.class,
        () -> anchors.trusted(offer("sm2-sm3", leaf, root.certificate()), HOST, DURING));
    assertNull(alone.getCause());
  }

  private static X509Certificate named(TestAuthority root, GeneralName... names) throws Exception {
    return root.leaf(TestAuthority.sm2().getPublic(), KeyUsage.digitalSignature, names);
  }

  private static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }

  private static void assertNamed(
      boolean expected, TrustAnchors anchors, String host, X509Certificate leaf) throws Exception {
    GatewayKey key = offer("sm2-sm3", leaf);
    if (expected) {
      assertEquals("gw-1", anchors.trusted(key, host, DURING).keyId());
    } else {
      var e = assertThrows(CertificateException.class, () -> anchors.trusted(key, host, DURING));
      assertTrue(e.getMessage().contains("and not the gateway"), e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, gw.example.gov.cn, gw.example.gov.cn",
    "true, GW.Example.gov.cn, gw.example.GOV.cn",
    "true, gw.example.gov.cn., gw.example.gov.cn",
    "true, xn--fiqs8s.gov.cn, XN--FIQS8S.gov.cn",
    "true, 127.0.0.1, 127.0.0.1",
    "false, gw.example.gov.cn, other.example.gov.cn",
    "false, gw.example.gov.cn, example.gov.cn",
    "false, gw.example.gov.cn, x.gw.example.gov.cn",
    "false, gw.example.gov.cn, *.example.gov.cn",
    "false, gw.example.gov.cn, gw.example.gov.cn.evil.cn",
    "false, gw.example.gov.cn, evil-gw.example.gov.cn",
    "false, gw.example.gov.cn, .gw.example.gov.cn",
    "false, 127.0.0.1, localhost",
  })
  void trusted_dnsName_isComparedAsAWhole(boolean expected, String host, String name)
      throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");

    assertNamed(expected, TrustAnchors.of(root.certificate()), host, named(root, dns(name)));
    assertNamed(
        expected, TrustAnchors.of(root.certificate()), host, named(root, dns("a.cn"), dns(name)));
  }

  /**
   * Checks a certificate like most of an authority's, such as a citizen's or another customer's.
   */
  @Test
  void trusted_certificateWithoutHostName_isRefused() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    TrustAnchors anchors = TrustAnchors.of(root.certificate());

    assertNamed(false, anchors, HOST, named(root));
    assertNamed(false, anchors, HOST, named(root, new GeneralName(GeneralName.rfc822Name, HOST)));
    assertNamed(
        false,
        anchors,
        HOST,
        named(root, new GeneralName(GeneralName.uniformResourceIdentifier, "https://" + HOST)));
    assertNamed(
        false, anchors, HOST, root.under("CN=" + HOST, TestAuthority.sm2(), false).certificate());
    assertNamed(false, anchors, "", named(root));
  }

  @ParameterizedTest
  @CsvSource({
    "true, 127.0.0.1, 127.0.0.1",
    "true, [::1], ::1",
    "true, [0:0:0:0:0:0:0:1], ::1",
    "false, 127.0.0.1, 127.0.0.2",
    "false, localhost, 127.0.0.1",
    "false, 127.1, 127.0.0.1",
    "false, [::1], 127.0.0.1",
  })
  void trusted_endpointWithAnIpAddress_matchesAnIpAddressName(
      boolean expected, String host, String address) throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");

    assertNamed(
        expected,
        TrustAnchors.of(root.certificate()),
        host,
        named(root, new GeneralName(GeneralName.iPAddress, address)));
  }

  @Test
  void gatewayNames_configured_areAcceptedBesidesTheHost() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    TrustAnchors anchors = TrustAnchors.of(root.certificate()).gatewayNames("政务.cn", "B.cn.");

    assertNamed(true, anchors, "10.0.0.1", named(root, dns("xn--zfr164b.cn")));
    assertNamed(true, anchors, "10.0.0.1", named(root, dns("b.cn")));
    assertNamed(true, anchors, HOST, named(root, dns(HOST)));
    assertNamed(false, anchors, "10.0.0.1", named(root, dns(HOST)));
    assertNamed(
        true, anchors.revocation(Revocation.notChecked()), "10.0.0.1", named(root, dns("b.cn")));
    for (String name : List.of("", ".", "*.cn", "https://b.cn", "b.cn:443", "b cn")) {
      assertThrows(IllegalArgumentException.class, () -> anchors.gatewayNames(name), name);
    }
  }

  @Test
  void trustedSealer_anotherName_isRefused() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    X509Certificate other =
        root.leaf(TestAuthority.sm2().getPublic(), KeyUsage.keyEncipherment, dns("other.cn"));
    GatewayKey key = offer("sm2-sm4-gcm", other);

    assertThrows(CertificateException.class, () -> anchors.trustedSealer(key, HOST, DURING));
  }

  @Test
  void trusted_anotherAuthority_namesTheOfferedIssuerAndTheAnchors() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=Hangzhou CA,O=\u202e\nHangzhou");
    TrustAnchors anchors =
        TrustAnchors.of(
            TestAuthority.sm2Root("CN=Ningbo").certificate(),
            TestAuthority.sm2Root("CN=Shaoxing").certificate());

    var e =
        assertThrows(
            CertificateException.class,
            () -> anchors.trusted(offer("sm2-sm3", named(root, dns(HOST))), HOST, DURING));

    assertTrue(e.getMessage().contains("\"CN=Hangzhou CA"), e.getMessage());
    assertTrue(e.getMessage().contains("\"CN=Ningbo\", \"CN=Shaoxing\""), e.getMessage());
    assertTrue(e.getMessage().chars().noneMatch(c -> c < ' ' || c == 0x202e), e.getMessage());
  }

  @Test
  void publicKey_renewedCertificate_isTheSame() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    KeyPair pair = TestAuthority.sm2();
    GatewayKey first = offer("sm2-sm3", root.leaf(pair.getPublic(), KeyUsage.digitalSignature));
    GatewayKey renewed = offer("sm2-sm3", root.leaf(pair.getPublic(), KeyUsage.digitalSignature));
    GatewayKey other = offer("sm2-sm3", named(root, dns(HOST)));

    assertNotEquals(first.chain(), renewed.chain());
    assertEquals(anchors.publicKey(first), anchors.publicKey(renewed));
    assertNotEquals(anchors.publicKey(first), anchors.publicKey(other));
  }

  /**
   * Checks ten authorities with one name that have all certified each other, which have very many
   * permutations.
   */
  @Test
  void chain_crossCertifiedAuthorities_endsAtOnce() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    KeyPair pair = TestAuthority.sm2();
    TestAuthority middle = TestAuthority.root("CN=mesh", pair, "SM3withSM2");
    List<X509Certificate> mesh = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      mesh.add(middle.under("CN=mesh", pair, true).certificate());
    }
    X509Certificate leaf = middle.leaf(TestAuthority.sm2().getPublic(), KeyUsage.digitalSignature);
    TrustAnchors anchors = TrustAnchors.of(root.certificate());

    assertTimeout(
        Duration.ofSeconds(5),
        () -> assertThrows(CertificateException.class, () -> anchors.chain(leaf, mesh, DURING)));
  }

  @Test
  void chain_enormousKeys_areNotUsed() throws Exception {
    TestPki.Holder root = TestPki.root("SM3withSM2");
    TestPki.Holder middle = TestPki.under(root, "CN=middle", "SM3withSM2", TestPki.AUTHORITY);
    X509Certificate leaf =
        TestPki.under(middle, "CN=Li", "SM3withSM2", TestPki.CITIZEN).certificate();
    X509Certificate large = Enormous.certificate(root, 16_384, 17);
    X509Certificate slow = Enormous.certificate(root, 4096, 4096);
    TrustAnchors anchors = TrustAnchors.of(root.certificate());

    assertTimeout(
        Duration.ofSeconds(2),
        () -> {
          assertEquals(
              3,
              anchors
                  .chain(leaf, List.of(large, slow, middle.certificate()), TestPki.SIGNED)
                  .size());
          for (X509Certificate each : List.of(large, slow)) {
            assertThrows(
                CertificateException.class, () -> anchors.chain(each, List.of(), TestPki.SIGNED));
          }
        });
  }

  @Test
  void chain_tooManyCertificates_isRefused() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    X509Certificate leaf = named(root, dns(HOST));
    TrustAnchors anchors = TrustAnchors.of(root.certificate());

    assertEquals(2, anchors.chain(leaf, Collections.nCopies(100, leaf), DURING).size());
    assertThrows(
        CertificateException.class,
        () -> anchors.chain(leaf, Collections.nCopies(101, leaf), DURING));
  }

  /**
   * Checks an authority that has renewed its certificate under the same name and key; both may be
   * supplied.
   */
  @Test
  void chain_expiredAndRenewedAuthority_usesTheValidOne() throws Exception {
    TestPki.Holder root = TestPki.root("SM3withSM2");
    TestPki.Holder old =
        TestPki.issue(
            root,
            "CN=middle",
            "SM3withSM2",
            TestPki.AUTHORITY,
            TestPki.FROM,
            TestPki.FROM.plusSeconds(1));
    TestPki.Holder middle = TestPki.under(root, "CN=middle", "SM3withSM2", TestPki.AUTHORITY);
    X509Certificate leaf =
        TestPki.under(middle, "CN=Li", "SM3withSM2", TestPki.CITIZEN).certificate();

    assertEquals(
        List.of(leaf, middle.certificate(), root.certificate()),
        TrustAnchors.of(root.certificate())
            .chain(leaf, List.of(old.certificate(), middle.certificate()), TestPki.SIGNED));
  }

  @Test
  void trusted_outsideTheValidityOfTheCertificate_isRefused() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    GatewayKey key =
        offer("sm2-sm3", root.leaf(TestAuthority.sm2().getPublic(), KeyUsage.digitalSignature));

    assertThrows(
        GeneralSecurityException.class,
        () -> anchors.trusted(key, HOST, TestAuthority.FROM.minusSeconds(1)));
    assertThrows(
        GeneralSecurityException.class,
        () -> anchors.trusted(key, HOST, TestAuthority.TO.plusSeconds(1)));
    assertDoesNotThrow(() -> anchors.trusted(key, HOST, DURING));
  }

  @Test
  void trusted_leafWithAnotherPurpose_isRefused() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    TestAuthority noAuthority = root.under("CN=no authority", TestAuthority.sm2(), false);
    X509Certificate below =
        noAuthority.leaf(TestAuthority.sm2().getPublic(), KeyUsage.digitalSignature);
    X509Certificate encrypting =
        root.leaf(TestAuthority.sm2().getPublic(), KeyUsage.keyEncipherment);

    assertThrows(
        GeneralSecurityException.class,
        () -> anchors.trusted(offer("sm2-sm3", below, noAuthority.certificate()), HOST, DURING));
    assertThrows(
        GeneralSecurityException.class,
        () -> anchors.trusted(offer("sm2-sm3", encrypting), HOST, DURING));
    assertThrows(
        GeneralSecurityException.class,
        () -> anchors.trusted(offer("sm2-sm3", root.certificate()), HOST, DURING));
  }

  @Test
  void trusted_malformedChain_isRefusedWithoutBeingQuoted() throws Exception {
    TrustAnchors anchors = TrustAnchors.of(TestAuthority.sm2Root("CN=root").certificate());
    for (List<String> chain :
        List.of(
            List.<String>of(),
            List.of("not base64!"),
            List.of("AAAA"),
            List.of(""),
            Collections.nCopies(11, "AAAA"))) {
      OffsetDateTime from = OffsetDateTime.parse("2026-01-01T00:00:00Z");
      GatewayKey key = new GatewayKey("gw-1", "sm2-sm3", "sign", from, from.plusYears(1), chain);
      var e =
          assertThrows(GeneralSecurityException.class, () -> anchors.trusted(key, HOST, DURING));
      assertNull(e.getCause());
    }
  }

  @Test
  void pem_textAndFile_haveTheSameAnchors(@TempDir Path folder) throws Exception {
    TestAuthority first = TestAuthority.sm2Root("CN=first");
    TestAuthority second = TestAuthority.root("CN=second", TestAuthority.p256(), "SHA256withECDSA");
    String text = "# two authorities\n" + pem(first.certificate()) + pem(second.certificate());
    Path file = Files.writeString(folder.resolve("anchors.pem"), text);
    GatewayKey key =
        offer("sm2-sm3", second.leaf(TestAuthority.sm2().getPublic(), KeyUsage.digitalSignature));

    assertEquals("2 trust anchors", TrustAnchors.pem(text).toString());
    assertDoesNotThrow(() -> TrustAnchors.pem(file).trusted(key, HOST, DURING));
  }

  @Test
  void pem_withoutCertificates_isRefused() {
    assertThrows(CertificateException.class, () -> TrustAnchors.pem(""));
    assertThrows(CertificateException.class, () -> TrustAnchors.pem("nothing here"));
    assertThrows(
        CertificateException.class,
        () -> TrustAnchors.pem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
    assertThrows(CertificateException.class, TrustAnchors::of);
  }
}
