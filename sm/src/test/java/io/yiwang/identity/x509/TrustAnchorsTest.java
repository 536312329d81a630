package io.yiwang.identity.x509;

import static io.yiwang.identity.x509.TestAuthority.DURING;
import static io.yiwang.identity.x509.TestAuthority.HOST;
import static io.yiwang.identity.x509.TestAuthority.dns;
import static io.yiwang.identity.x509.TestAuthority.offer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            () -> anchors.trusted(offer("sm2-sm3", root.named(dns(HOST))), HOST, DURING));

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
    GatewayKey other = offer("sm2-sm3", root.named(dns(HOST)));

    assertNotEquals(first.chain(), renewed.chain());
    assertEquals(anchors.publicKey(first), anchors.publicKey(renewed));
    assertNotEquals(anchors.publicKey(first), anchors.publicKey(other));
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
