package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Sealed;
import io.yiwang.signing.Signer;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GatewayKeysTest {
  private static final Instant START = Instant.parse("2026-11-02T02:00:00Z");

  private final SandboxClock clock = new SandboxClock(Clock.fixed(START, ZoneOffset.UTC));

  private GatewayKeys keys(SandboxScheme scheme) {
    boolean sm2 = scheme == SandboxScheme.SM2;
    return new GatewayKeys(scheme, clock, new CertificateAuthority("Test root", sm2, START));
  }

  private static List<String> ids(GatewayKeys keys) {
    List<String> ids = new ArrayList<>();
    keys.list().get("keys").forEach(key -> ids.add(key.get("keyid").asText()));
    return ids;
  }

  @ParameterizedTest
  @EnumSource(SandboxScheme.class)
  void list_eachKey_isCertifiedByTheRoot(SandboxScheme scheme) throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509", Bc.PROVIDER);
    for (JsonNode key : keys(scheme).list().get("keys")) {
      List<X509Certificate> chain = new ArrayList<>();
      for (JsonNode der : key.get("chain")) {
        byte[] bytes = Base64.getDecoder().decode(der.textValue());
        chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
      }

      chain.get(0).verify(chain.get(1).getPublicKey(), Bc.PROVIDER);
      chain.get(1).verify(chain.get(1).getPublicKey(), Bc.PROVIDER);
      assertEquals(-1, chain.get(0).getBasicConstraints());
      boolean signs = key.get("use").asText().equals("sign");
      assertEquals(signs, chain.get(0).getKeyUsage()[0]);
    }
  }

  @ParameterizedTest
  @EnumSource(SandboxScheme.class)
  void sign_oneBitChanged_doesNotVerify(SandboxScheme scheme) throws Exception {
    SandboxKey key = keys(scheme).current();
    byte[] message = "杭州".getBytes(UTF_8);
    byte[] signature = key.signer().sign(message);
    key.verifier().verify(message, signature);
    signature[signature.length / 2] ^= 1;

    assertThrows(GeneralSecurityException.class, () -> key.verifier().verify(message, signature));
    assertThrows(
        GeneralSecurityException.class, () -> key.verifier().verify(message, new byte[64]));
  }

  @ParameterizedTest
  @EnumSource(
      value = SandboxScheme.class,
      names = {"ED25519", "SM2"})
  void open_movedMember_isRefused(SandboxScheme scheme) throws Exception {
    SealingKey key = keys(scheme).sealing();
    Sealed sealed = key.seal("浙A12345", "/proof/value");

    assertEquals("浙A12345", key.open(sealed, "/proof/value"));
    assertThrows(GeneralSecurityException.class, () -> key.open(sealed, "/name"));
    assertEquals(scheme.sealAlgorithm(), sealed.alg());
  }

  @Test
  void rotate_afterTheOverlap_oldKeyIsGone() {
    GatewayKeys keys = keys(SandboxScheme.ED25519);
    keys.rotate();

    assertEquals(List.of("gw-1", "gw-2", "gw-seal-1"), ids(keys));
    assertEquals("gw-2", keys.current().keyId());

    clock.advance(GatewayKeys.OVERLAP.plusSeconds(1));

    assertEquals(List.of("gw-2", "gw-seal-1"), ids(keys));
  }

  @Test
  void vouching_whileKeysOverlap_isTheOldest() {
    GatewayKeys keys = keys(SandboxScheme.ED25519);
    keys.rotate();
    keys.rotate();

    assertEquals("gw-1", keys.vouching().keyId());
    clock.advance(GatewayKeys.OVERLAP.plusSeconds(1));
    assertEquals("gw-3", keys.vouching().keyId());
  }

  @Test
  void withdrawOld_beforeTheOverlapEnds_leavesTheNewestAlone() {
    GatewayKeys keys = keys(SandboxScheme.ED25519);
    keys.rotate();
    keys.withdrawOld();

    assertEquals(List.of("gw-2", "gw-seal-1"), ids(keys));
    assertEquals("gw-2", keys.vouching().keyId());
  }

  /** So a client can verify the answer that names its mistake. */
  @Test
  void get_keys_isAnsweredToAnybody() throws Exception {
    try (GovSandbox sandbox = GovSandbox.builder().services(0).start()) {
      long now = sandbox.clock().instant().getEpochSecond();
      assertEquals(200, get(sandbox, "keys").sendAsIs().verified(false).status(), "unsigned");
      RawClient good = get(sandbox, "keys");
      assertEquals(200, good.send().verified(true).status());
      assertEquals(200, good.sendAsIs().verified(true).status(), "sent again");
      for (RawClient wrong :
          List.of(
              get(sandbox, "keys").parameter("keyid", "nobody"),
              get(sandbox, "keys").parameter("alg", "rsa-pss-sha512"),
              get(sandbox, "keys").parameter("created", now - 86_400),
              get(sandbox, "keys").without("nonce"),
              get(sandbox, "/igs/v2/keys"),
              get(sandbox, "/keys"),
              get(sandbox, "keys").signer(wrongly(sandbox.platformSigner())))) {
        assertEquals(200, wrong.send().verified(true).status());
      }
      assertEquals(401, get(sandbox, "services").sendAsIs().status());
      assertEquals(List.of(), sandbox.contractViolations());
    }
  }

  private static Signer wrongly(Signer right) {
    return new Signer() {
      @Override
      public String keyId() {
        return right.keyId();
      }

      @Override
      public String algorithm() {
        return right.algorithm();
      }

      @Override
      public ContentDigest digest() {
        return right.digest();
      }

      @Override
      public byte[] sign(byte[] message) {
        return new byte[64];
      }
    };
  }

  private static RawClient get(GovSandbox sandbox, String path) {
    return new RawClient(sandbox, "GET", path);
  }

  @Test
  void list_certificates_nameThisMachineExceptThoseOfCitizens() throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509", Bc.PROVIDER);
    for (JsonNode key : keys(SandboxScheme.SM2).list().get("keys")) {
      byte[] leaf = Base64.getDecoder().decode(key.get("chain").get(0).textValue());
      X509Certificate read =
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(leaf));
      assertTrue(read.getSubjectAlternativeNames().contains(List.of(2, "localhost")));
      assertTrue(read.getSubjectAlternativeNames().contains(List.of(7, "127.0.0.1")));
    }
    KeyPair citizen = KeyPool.pair(SandboxScheme.SM2, "citizen");
    assertNull(
        new CertificateAuthority("Test SM2 root", true, START)
            .forSigning("Li", citizen.getPublic(), START, START.plusSeconds(60))
            .getExtension(Extension.subjectAlternativeName));
  }

  @Test
  void toString_hidesKeys() {
    SandboxKey key = keys(SandboxScheme.ED25519).current();

    assertEquals("SandboxKey[gw-1, ED25519]", key.toString());
    assertEquals("Pkcs8[EdDSA]", key.pair().getPrivate().toString());
    assertFalse(key.notAfter().isBefore(START.plus(Duration.ofDays(300))));
  }

  @Test
  void seal_statement_isSignedWithIt() throws Exception {
    CertificateAuthority authority = new CertificateAuthority("Test SM2 root", true, START);
    CitizenSeals seals = new CitizenSeals(clock, authority);
    byte[] content = "content".getBytes(UTF_8);
    byte[] statement = Sm3.digest("我同意".getBytes(UTF_8));

    byte[] der = seals.seal("sm3", Sm3.digest(content), statement);

    CMSSignedData data = new CMSSignedData(new CMSProcessableByteArray(content), der);
    SignerInformation signer = data.getSignerInfos().iterator().next();
    X509CertificateHolder certificate =
        data.getCertificates().getMatches(null).stream()
            .filter(each -> !each.equals(authority.root()))
            .findFirst()
            .orElseThrow();
    assertTrue(
        signer.verify(
            new JcaSimpleSignerInfoVerifierBuilder().setProvider(Bc.PROVIDER).build(certificate)));
    assertArrayEquals(
        statement,
        ASN1OctetString.getInstance(
                signer.getSignedAttributes().get(CitizenSeals.STATEMENT).getAttributeValues()[0])
            .getOctets());
  }
}
