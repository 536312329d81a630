package io.yiwang.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.NotSentException;
import io.yiwang.identity.sm.Peer;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.signing.EcdsaP256Signer;
import io.yiwang.signing.RotatingSigner;
import io.yiwang.signing.RsaPssSigner;
import io.yiwang.signing.RsaSigner;
import io.yiwang.signing.Signer;
import io.yiwang.testkit.Citizen;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.SandboxScheme;
import io.yiwang.value.CitizenId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests a platform's key that is generated in a PKCS#11 token, and never leaves it. */
@Tag("peer")
class SoftHsmPeerTest {
  private static final String KEY_ID = "wallet-hsm";
  private static final char[] PIN = "271828".toCharArray();
  private static AuthProvider token;

  @BeforeAll
  static void makeToken() throws Exception {
    String named = System.getenv("SOFTHSM2_CONF");
    assertNotNull(named, "SOFTHSM2_CONF is not set; run with -Ppeers");
    Path folder = Path.of(named).getParent();
    deleteAll(folder);
    Files.createDirectories(folder.resolve("tokens"));
    Files.writeString(
        Path.of(named),
        "directories.tokendir = " + folder.resolve("tokens") + "\nlog.level = ERROR\n");
    Peer.run(
            folder,
            List.of(
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label",
                "wallet",
                "--so-pin",
                "314159",
                "--pin",
                new String(PIN)))
        .good();
    Path configuration =
        Files.writeString(
            folder.resolve("pkcs11.cfg"),
            """
            name = SoftHSM
            library = /usr/lib/softhsm/libsofthsm2.so
            slotListIndex = 0
            attributes(generate, CKO_PRIVATE_KEY, *) = {
              CKA_TOKEN = true
              CKA_SIGN = true
              CKA_SENSITIVE = true
              CKA_EXTRACTABLE = false
            }
            """);
    token = (AuthProvider) Security.getProvider("SunPKCS11").configure(configuration.toString());
    login();
  }

  private static void deleteAll(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void login() throws Exception {
    KeyStore.getInstance("PKCS11", token).load(null, PIN);
  }

  private static KeyPair generated(SandboxScheme scheme) throws Exception {
    boolean curve = scheme == SandboxScheme.ECDSA_P256;
    KeyPairGenerator generator = KeyPairGenerator.getInstance(curve ? "EC" : "RSA", token);
    generator.initialize(curve ? 256 : 2048);
    return generator.generateKeyPair();
  }

  private static Signer signer(SandboxScheme scheme, PrivateKey key) {
    return switch (scheme) {
      case ECDSA_P256 -> new EcdsaP256Signer(KEY_ID, key, token);
      case RSA -> new RsaSigner(KEY_ID, key, token);
      case RSA_PSS -> new RsaPssSigner(KEY_ID, key, token);
      default -> throw new IllegalArgumentException("SoftHSM does not support " + scheme);
    };
  }

  private static GovSandbox sandboxWith(SandboxScheme scheme, KeyPair pair) {
    GovSandbox sandbox = GovSandbox.builder().services(0).start();
    sandbox.registerPlatformKey(KEY_ID, scheme, pem(pair));
    return sandbox;
  }

  private static String pem(KeyPair pair) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  private static GovClient client(GovSandbox sandbox, Signer signer) throws Exception {
    return GovClient.builder()
        .endpoint(sandbox.endpoint())
        .signer(signer)
        .keyRing(KeyRing.trusting(TrustAnchors.pem(sandbox.anchorPem())))
        .clock(sandbox.clock())
        .build();
  }

  private static CheckResult check(GovSandbox sandbox, GovClient gov) {
    Citizen li = sandbox.seed().citizen("li-xiaoming");
    var check = IdentityCheck.of(li.name(), new CitizenId(li.idNumber()));
    return new IdentityClient(gov).check(check).result();
  }

  @ParameterizedTest
  @EnumSource(names = {"ECDSA_P256", "RSA", "RSA_PSS"})
  void call_keyInAToken_isAcceptedByTheGateway(SandboxScheme scheme) throws Exception {
    KeyPair pair = generated(scheme);
    try (GovSandbox sandbox = sandboxWith(scheme, pair);
        GovClient gov = client(sandbox, signer(scheme, pair.getPrivate()))) {
      assertEquals(CheckResult.MATCH, check(sandbox, gov));
      assertEquals(CheckResult.MATCH, check(sandbox, gov));
    }
    assertNull(pair.getPrivate().getEncoded(), "the token does not export the key");
    assertNull(Security.getProvider(token.getName()), "nothing was registered with the JVM");
  }

  @Test
  void sign_manyThreads_allVerify() throws Exception {
    KeyPair pair = generated(SandboxScheme.ECDSA_P256);
    try (GovSandbox sandbox = sandboxWith(SandboxScheme.ECDSA_P256, pair);
        GovClient gov = client(sandbox, signer(SandboxScheme.ECDSA_P256, pair.getPrivate()))) {
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<CheckResult>> checks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          checks.add(threads.submit(() -> check(sandbox, gov)));
        }
        for (Future<CheckResult> check : checks) {
          assertEquals(CheckResult.MATCH, check.get());
        }
      } finally {
        threads.shutdown();
      }
    }
  }

  /** A logout invalidates the handles of a token's keys (PKCS#11 section 5.6). */
  @Test
  void call_tokenLoggedOut_isNotSentAndContinuesWithANewSigner() throws Exception {
    SandboxScheme scheme = SandboxScheme.ECDSA_P256;
    KeyPair pair = generated(scheme);
    RotatingSigner signer = new RotatingSigner(signer(scheme, pair.getPrivate()));
    try (GovSandbox sandbox = sandboxWith(scheme, pair);
        GovClient gov = client(sandbox, signer)) {
      assertEquals(CheckResult.MATCH, check(sandbox, gov));
      token.logout();
      try {
        var e = assertThrows(NotSentException.class, () -> check(sandbox, gov));
        assertEquals(NotSentException.Reason.SIGNING_FAILED, e.reason());
        assertNull(e.getCause(), "a token's own message may reveal too much");
      } finally {
        login();
      }
      KeyPair next = generated(scheme);
      sandbox.registerPlatformKey("wallet-hsm-2", scheme, pem(next));
      signer.switchTo(new EcdsaP256Signer("wallet-hsm-2", next.getPrivate(), token));
      assertEquals(CheckResult.MATCH, check(sandbox, gov));
    }
  }

  @Test
  void signer_withoutTheTokensProvider_saysThatItIsMissing() throws Exception {
    PrivateKey key = generated(SandboxScheme.ECDSA_P256).getPrivate();

    var e = assertThrows(IllegalArgumentException.class, () -> new EcdsaP256Signer(KEY_ID, key));

    assertTrue(e.getMessage().endsWith("give the token's provider as well"), e.getMessage());
    assertFalse(e.getMessage().contains("SoftHSM"), e.getMessage());
  }
}
