package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(GovSandboxExtension.class)
class RequestVerifierTest {
  private static RawClient configuration(GovSandbox sandbox) {
    return new RawClient(sandbox, "GET", ".well-known/openid-configuration");
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong("another key", "KEY_UNKNOWN", raw -> raw.parameter("keyid", "stranger")),
        wrong("another algorithm", "ALGORITHM_REFUSED", raw -> raw.parameter("alg", "sm2-sm3")),
        wrong("another tag", "SIGNATURE_INVALID", raw -> raw.parameter("tag", "igs-callback")),
        wrong("a short nonce", "SIGNATURE_INVALID", raw -> raw.parameter("nonce", "abc")),
        wrong("no nonce", "SIGNATURE_INVALID", raw -> raw.without("nonce")),
        wrong("a parameter more", "SIGNATURE_INVALID", raw -> raw.parameter("more", "x")),
        wrong("a long life", "SIGNATURE_INVALID", raw -> raw.parameter("expires", 9_999_999_999L)),
        wrong(
            "a forged signature",
            "SIGNATURE_INVALID",
            raw ->
                raw.signer(
                    new SandboxKey(
                            GovSandbox.PLATFORM_KEY_ID,
                            SandboxScheme.ED25519,
                            KeyPool.pair(SandboxScheme.ED25519, "thief"),
                            java.time.Instant.MIN,
                            java.time.Instant.MAX)
                        .signer())));
  }

  private static Arguments wrong(String name, String code, UnaryOperator<RawClient> change) {
    return Arguments.of(name, code, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void check_wrongPart_isRefusedAndTheAnswerBound(
      String name, String code, UnaryOperator<RawClient> change, GovSandbox sandbox)
      throws Exception {
    RawClient.Reply reply = change.apply(configuration(sandbox)).send().verified(true);

    assertEquals(401, reply.status(), name);
    assertEquals(code, reply.code());
  }

  @Test
  void check_rightSignature_isAnswered(GovSandbox sandbox) throws Exception {
    assertEquals(200, configuration(sandbox).send().verified(true).status());
  }

  @Test
  void check_noSignature_answerIsBoundToNothing(GovSandbox sandbox) throws Exception {
    RawClient.Reply reply = configuration(sandbox).sendAsIs().verified(false);

    assertEquals("SIGNATURE_MISSING", reply.code());
  }

  @Test
  void check_sameBytesTwice_isReplayed(GovSandbox sandbox) throws Exception {
    RawClient raw = configuration(sandbox);
    raw.send();

    assertEquals("SIGNATURE_REPLAYED", raw.sendAsIs().verified(true).code());
  }

  @Test
  void check_clockOff_errorSaysTheTime(GovSandbox sandbox) throws Exception {
    long slow = sandbox.clock().instant().minusSeconds(302).getEpochSecond();
    RawClient raw =
        configuration(sandbox).parameter("created", slow).parameter("expires", slow + 300);

    RawClient.Reply reply = raw.send().verified(true);

    assertEquals("CLOCK_SKEW", reply.code());
    assertNotNull(reply.header("date"));
    assertEquals(1, reply.http().headers().allValues("date").size());
  }

  @Test
  void check_passedExpiry_isExpired(GovSandbox sandbox) throws Exception {
    long created = sandbox.clock().instant().minusSeconds(100).getEpochSecond();
    RawClient raw =
        configuration(sandbox).parameter("created", created).parameter("expires", created + 50);

    assertEquals("SIGNATURE_EXPIRED", raw.send().verified(true).code());
  }

  @Test
  void check_otherBody_isDigestMismatch(GovSandbox sandbox) throws Exception {
    RawClient raw =
        new RawClient(sandbox, "POST", "penalties/search").json("{}").sendsInstead("{ }");

    assertEquals("DIGEST_MISMATCH", raw.send().verified(true).code());
  }

  @Test
  void check_revokedKey_isRefused(GovSandbox sandbox) throws Exception {
    sandbox.revokePlatformKey();

    assertEquals("KEY_REVOKED", configuration(sandbox).send().verified(true).code());
  }

  @Test
  void check_nonceAfterItsTime_isForgottenButStale(GovSandbox sandbox) throws Exception {
    RawClient raw = configuration(sandbox);
    raw.send();
    sandbox.clock().advance(Duration.ofMinutes(30));

    assertEquals("CLOCK_SKEW", raw.sendAsIs().verified(true).code());
  }

  @Test
  void route_unknownPath_isNotFound(GovSandbox sandbox) throws Exception {
    assertEquals(
        "NOT_FOUND", new RawClient(sandbox, "GET", "nowhere").send().verified(true).code());
  }
}
