package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.yiwang.GovClient;
import io.yiwang.GovException;
import io.yiwang.KeyRing;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.OutcomeUnknownException.Reason;
import io.yiwang.RejectedException;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.httpserver.CallbackHttpHandler;
import io.yiwang.identity.sm.Sm2Sealer;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.signing.EcdsaP256Signer;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.RsaPssSigner;
import io.yiwang.signing.RsaSealer;
import io.yiwang.signing.RsaSigner;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Signer;
import io.yiwang.testkit.Citizen;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.SandboxScheme;
import io.yiwang.value.CitizenId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests a client that has only trust anchors: it takes the gateway's keys from the list. */
class KeysSandboxTest {
  @RegisterExtension static final GovSandboxExtension SANDBOX = SmSandbox.extension();

  private static final String ID = GovSandbox.PLATFORM_KEY_ID;

  private static CheckResult check(GovSandbox sandbox, GovClient gov) {
    Citizen li = sandbox.seed().citizen("li-xiaoming");
    var check = IdentityCheck.of(li.name(), new CitizenId(li.idNumber()));
    return new IdentityClient(gov).check(check).result();
  }

  /** Counts the fetches of the key list from now on. */
  private static AtomicInteger keyFetches(GovSandbox sandbox) {
    AtomicInteger fetches = new AtomicInteger();
    sandbox
        .wireMock()
        .addMockServiceRequestListener(
            (request, response) -> {
              if (request.getUrl().equals("/igs/v1/keys")) {
                fetches.incrementAndGet();
              }
            });
    return fetches;
  }

  /** Returns a ring that has the gateway's first key, so the list is needed only for the second. */
  private static KeyRing withTheFirstKey(GovSandbox sandbox) throws GeneralSecurityException {
    var anchors = TrustAnchors.pem(sandbox.anchorPem());
    return KeyRing.trusting(anchors, sandbox.gatewayVerifier());
  }

  @Test
  void call_keyNotYetKnown_fetchesTheListOnce(GovSandbox sandbox) throws Exception {
    AtomicInteger fetches = keyFetches(sandbox);
    try (GovClient gov = SmSandbox.client(sandbox).build()) {
      assertEquals(CheckResult.MATCH, check(sandbox, gov));
      assertEquals(CheckResult.MATCH, check(sandbox, gov));

      assertEquals(1, fetches.get());
    }
  }

  @Test
  void call_keyRotatedBetweenCalls_isFetchedAndVerified(GovSandbox sandbox) throws Exception {
    AtomicInteger fetches = keyFetches(sandbox);
    try (GovClient gov = SmSandbox.client(sandbox).keyRing(withTheFirstKey(sandbox)).build()) {
      assertEquals(CheckResult.MATCH, check(sandbox, gov));
      assertEquals(0, fetches.get());

      sandbox.rotateKeys();

      assertEquals(CheckResult.MATCH, check(sandbox, gov));
      assertEquals(1, fetches.get());
    }
  }

  @Test
  void call_keyRotatedInTheMiddleOfACall_isFetchedAndVerified(GovSandbox sandbox) throws Exception {
    try (GovClient gov = SmSandbox.client(sandbox).keyRing(withTheFirstKey(sandbox)).build()) {
      sandbox.faults().next("identity.check").keyRotated();

      assertEquals(CheckResult.MATCH, check(sandbox, gov));
      assertEquals(0, sandbox.faults().waiting());
    }
  }

  @Test
  void call_keyRotatedAgainWithinAMinute_isNotTrustedYet(GovSandbox sandbox) throws Exception {
    AtomicInteger fetches = keyFetches(sandbox);
    try (GovClient gov = SmSandbox.client(sandbox).build()) {
      assertEquals(CheckResult.MATCH, check(sandbox, gov));

      // The list is fetched at most once a minute (IGS/1 section 2.5).
      sandbox.rotateKeys();

      var e = assertThrows(OutcomeUnknownException.class, () -> check(sandbox, gov));
      assertEquals(Reason.UNTRUSTED_REPLY, e.reason());
      assertEquals(1, fetches.get());
    }
  }

  @Test
  void call_oldAndNewKeyOverlap_bothAreAdopted(GovSandbox sandbox) throws Exception {
    var before = sandbox.gatewayVerifier();
    sandbox.rotateKeys();
    var ring = KeyRing.trusting(TrustAnchors.pem(sandbox.anchorPem()));

    try (GovClient gov = SmSandbox.client(sandbox).keyRing(ring).build()) {
      assertEquals(CheckResult.MATCH, check(sandbox, gov));
    }

    var now = sandbox.clock().instant();
    assertNotNull(ring.find(before.keyId(), now), "the old key");
    assertNotNull(ring.find(sandbox.gatewayVerifier().keyId(), now), "the new key");
    var later = now.plus(Duration.ofDays(8));
    assertNull(ring.find(before.keyId(), later), "the old key after its end");
    assertNotNull(ring.find(sandbox.gatewayVerifier().keyId(), later), "the new key later");
  }

  @Test
  void call_wrongAnchor_namesTheIssuerAndTheAnchors(GovSandbox sandbox) throws Exception {
    try (GovSandbox other = GovSandbox.builder().services(0).start();
        GovClient gov =
            SmSandbox.client(sandbox)
                .keyRing(KeyRing.trusting(TrustAnchors.pem(other.documentAnchorPem())))
                .sealer(sandbox.sealer())
                .build()) {
      var e = assertThrows(OutcomeUnknownException.class, () -> check(sandbox, gov));

      assertEquals(Reason.UNTRUSTED_REPLY, e.reason());
      String text = e.getMessage();
      assertTrue(text.contains("issued by \"CN=Sandbox root,O=Yiwang Sandbox,C=CN\""), text);
      assertTrue(text.contains("configured are \"CN=Sandbox SM2 root,O=Yiwang"), text);
    }
  }

  private static GovSandbox start() {
    return GovSandbox.builder().scheme(SandboxScheme.SM2).services(0).start();
  }

  /** The authority of citizens certifies anybody, and so must not be trusted for gateways. */
  @Test
  void call_anchorsOfDocuments_doNotTrustTheGateway(GovSandbox sandbox) throws Exception {
    assertNotEquals(sandbox.anchorPem(), sandbox.documentAnchorPem());
    try (GovClient gov =
        SmSandbox.client(sandbox)
            .keyRing(KeyRing.trusting(TrustAnchors.pem(sandbox.documentAnchorPem())))
            .build()) {
      assertThrows(GovException.class, () -> check(sandbox, gov));
    }
  }

  @Test
  void call_oldKeyWithdrawnAfterTheOverlap_isNoLongerTrusted() throws Exception {
    try (GovSandbox sandbox = start()) {
      var before = sandbox.gatewayVerifier();
      sandbox.rotateKeys();
      KeyRing ring = KeyRing.trusting(TrustAnchors.pem(sandbox.anchorPem()));
      try (GovClient gov = SmSandbox.client(sandbox).keyRing(ring).build()) {
        assertEquals(CheckResult.MATCH, check(sandbox, gov));
      }
      assertNotNull(ring.find(before.keyId(), sandbox.clock().instant()));

      sandbox.withdrawOldKeys();
      try (GovClient gov = SmSandbox.client(sandbox).keyRing(ring).build()) {
        gov.refreshKeys("a key that is not known", Duration.ofSeconds(30));
        assertNull(ring.find(before.keyId(), sandbox.clock().instant()));
        assertEquals(CheckResult.MATCH, check(sandbox, gov));
      }
    }
  }

  /** A gateway may sign callbacks with a new key before any answer. */
  @Test
  void receive_callbackByANewKeyBeforeAnyAnswer_fetchesTheListOnceAndAdoptsIt() throws Exception {
    try (GovSandbox sandbox = start()) {
      KeyRing ring = KeyRing.trusting(TrustAnchors.pem(sandbox.anchorPem()));
      try (GovClient gov = SmSandbox.client(sandbox).keyRing(ring).build()) {
        AtomicInteger fetches = keyFetches(sandbox);
        CallbackReceiver receiver =
            CallbackReceiver.builder()
                .keyRing(ring)
                .gateway(gov)
                .clock(sandbox.clock())
                .handler(callback -> {})
                .build();
        HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", new CallbackHttpHandler(receiver));
        server.start();
        try {
          sandbox
              .callbackControls()
              .deliverTo(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/c"));
          sandbox.rotateKeys();
          sandbox.rotateKeys();

          assertEquals(
              List.of(204, 204),
              sandbox.callbackControls().deliver().stream()
                  .map(delivery -> delivery.status())
                  .toList());
          assertEquals(1, fetches.get());
          assertNotNull(ring.find("gw-3", sandbox.clock().instant()));
          assertNotNull(ring.find("gw-1", sandbox.clock().instant()), "the whole list is adopted");
          assertEquals(CheckResult.MATCH, check(sandbox, gov));
          assertEquals(1, fetches.get());
        } finally {
          server.stop(0);
        }
      }
    }
  }

  @Test
  void call_platformKeyRevoked_isRejected(GovSandbox sandbox) throws Exception {
    try (GovClient gov = SmSandbox.client(sandbox).build()) {
      assertEquals(CheckResult.MATCH, check(sandbox, gov));

      sandbox.revokePlatformKey();

      var e = assertThrows(RejectedException.class, () -> check(sandbox, gov));
      assertEquals("KEY_REVOKED", e.code());
      assertEquals(401, e.problem().status());
    }
  }

  @ParameterizedTest
  @EnumSource(SandboxScheme.class)
  void call_eachScheme_worksWithItsSignerSealerAndAnchor(SandboxScheme scheme) throws Exception {
    try (GovSandbox sandbox = GovSandbox.builder().scheme(scheme).services(0).start();
        GovClient gov =
            GovClient.builder()
                .endpoint(sandbox.endpoint())
                .signer(signer(scheme, sandbox.platformKeyPem()))
                .keyRing(KeyRing.trusting(TrustAnchors.pem(sandbox.anchorPem())))
                .sealer(sealer(scheme, sandbox))
                .clock(sandbox.clock())
                .build()) {
      assertEquals(CheckResult.MATCH, check(sandbox, gov));
      assertTrue(sandbox.contractViolations().isEmpty());
    }
  }

  private static Signer signer(SandboxScheme scheme, String pem) throws GeneralSecurityException {
    return switch (scheme) {
      case SM2 -> new Sm2Signer(ID, SmKeys.privateKey(pem.getBytes(US_ASCII)));
      case ED25519 -> new Ed25519Signer(ID, key("Ed25519", pem));
      case ECDSA_P256 -> new EcdsaP256Signer(ID, key("EC", pem));
      case RSA_PSS -> new RsaPssSigner(ID, key("RSA", pem));
      case RSA -> new RsaSigner(ID, key("RSA", pem));
    };
  }

  private static PrivateKey key(String algorithm, String pem) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der(pem)));
  }

  private static Sealer sealer(SandboxScheme scheme, GovSandbox sandbox)
      throws GeneralSecurityException {
    String pem = sandbox.sealKeyPem();
    if (scheme == SandboxScheme.SM2) {
      return new Sm2Sealer(sandbox.sealKeyId(), SmKeys.publicKey(pem.getBytes(US_ASCII)));
    }
    var spki = new X509EncodedKeySpec(der(pem));
    return new RsaSealer(
        sandbox.sealKeyId(), (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spki));
  }

  private static byte[] der(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }
}
