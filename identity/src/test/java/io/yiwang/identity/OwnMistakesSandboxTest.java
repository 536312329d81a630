package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.yiwang.GovClient;
import io.yiwang.RejectedException;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.Signer;
import io.yiwang.testkit.Citizen;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.SandboxScheme;
import io.yiwang.value.CitizenId;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests mistakes of a client that has only trust anchors, and no key of the gateway yet. */
class OwnMistakesSandboxTest {
  private static CheckResult check(GovSandbox sandbox, GovClient gov) {
    Citizen li = sandbox.seed().citizen("li-xiaoming");
    var check = IdentityCheck.of(li.name(), new CitizenId(li.idNumber()));
    return new IdentityClient(gov).check(check).result();
  }

  /** Makes a client with a mistake that the gateway reports. */
  private interface Mistaken {
    GovClient.Builder client(GovSandbox sandbox, GovClient.Builder good) throws Exception;
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(
            "KEY_UNKNOWN",
            (Mistaken) (sandbox, good) -> good.signer(sm2("nobody", sandbox.platformKeyPem()))),
        arguments(
            "SIGNATURE_INVALID",
            (Mistaken)
                (sandbox, good) -> {
                  try (GovSandbox other =
                      GovSandbox.builder().scheme(SandboxScheme.ED25519).services(0).start()) {
                    return good.signer(
                        as(
                            "sm2-sm3",
                            new Ed25519Signer(
                                GovSandbox.PLATFORM_KEY_ID,
                                key("Ed25519", other.platformKeyPem()))));
                  }
                }),
        arguments(
            "ALGORITHM_REFUSED",
            (Mistaken)
                (sandbox, good) -> {
                  try (GovSandbox other =
                      GovSandbox.builder().scheme(SandboxScheme.ED25519).services(0).start()) {
                    return good.signer(
                        new Ed25519Signer(
                            GovSandbox.PLATFORM_KEY_ID, key("Ed25519", other.platformKeyPem())));
                  }
                }),
        arguments(
            "NOT_FOUND",
            (Mistaken) (sandbox, good) -> good.endpoint(sandbox.endpoint().resolve("/igs/v2/"))),
        arguments(
            "NOT_FOUND",
            (Mistaken) (sandbox, good) -> good.endpoint(sandbox.endpoint().resolve("/"))));
  }

  private static Signer sm2(String keyId, String pem) throws GeneralSecurityException {
    return new Sm2Signer(keyId, SmKeys.privateKey(pem.getBytes(US_ASCII)));
  }

  /** Returns a signer that names another algorithm than it uses. */
  private static Signer as(String algorithm, Signer signer) {
    return new Signer() {
      @Override
      public String keyId() {
        return signer.keyId();
      }

      @Override
      public String algorithm() {
        return algorithm;
      }

      @Override
      public ContentDigest digest() {
        return signer.digest();
      }

      @Override
      public byte[] sign(byte[] message) throws GeneralSecurityException, IOException {
        return signer.sign(message);
      }
    };
  }

  /** With only trust anchors, the list must be fetched to verify the gateway's rejection. */
  @ParameterizedTest
  @MethodSource("mistakes")
  void call_ownMistakeAndNoKeyYet_isReportedByTheGateway(String code, Mistaken mistaken)
      throws Exception {
    try (GovSandbox sandbox = start();
        GovClient gov = mistaken.client(sandbox, SmSandbox.client(sandbox)).build()) {
      var e = assertThrows(RejectedException.class, () -> check(sandbox, gov));

      assertEquals(code, e.code());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-600, 600, -86_400, 86_400})
  void call_wrongClockAndNoKeyYet_isCorrected(long seconds) throws Exception {
    try (GovSandbox sandbox = start();
        GovClient gov =
            SmSandbox.client(sandbox)
                .clock(Clock.offset(sandbox.clock(), Duration.ofSeconds(seconds)))
                .build()) {
      assertEquals(CheckResult.MATCH, check(sandbox, gov));
      assertEquals(CheckResult.MATCH, check(sandbox, gov));
    }
  }

  @Test
  void call_slowClockAndANewKey_isCorrected() throws Exception {
    try (GovSandbox sandbox = start()) {
      sandbox.rotateKeys();
      sandbox.withdrawOldKeys();
      try (GovClient gov =
          SmSandbox.client(sandbox)
              .clock(Clock.offset(sandbox.clock(), Duration.ofMinutes(-10)))
              .build()) {
        assertEquals(CheckResult.MATCH, check(sandbox, gov));
      }
    }
  }

  private static GovSandbox start() {
    return GovSandbox.builder().scheme(SandboxScheme.SM2).services(0).start();
  }

  private static PrivateKey key(String algorithm, String pem) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der(pem)));
  }

  private static byte[] der(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }
}
