package io.yiwang.internal;

import static io.yiwang.internal.ScriptedServer.hangUp;
import static io.yiwang.internal.ScriptedServer.reply;
import static io.yiwang.internal.ScriptedServer.signed;
import static io.yiwang.internal.ScriptedServer.silenceAfter;
import static io.yiwang.internal.TestGateway.NOW;
import static io.yiwang.internal.TestPipe.COMMAND;
import static io.yiwang.internal.TestPipe.QUERY;
import static io.yiwang.internal.TestPipe.RECEIPT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.ClosedPort;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.internal.ScriptedServer.Step;
import io.yiwang.internal.TestPipe.Receipt;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Signer;
import io.yiwang.signing.Verifier;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests when a call is repeated, how long it waits, and when it ends. */
class CallExecutionTest {
  private static final Receipt DONE = new Receipt("p-1", null);

  private final TestPipe pipe = new TestPipe();
  private final TestGateway gateway = pipe.gateway;

  @AfterEach
  void close() throws IOException {
    pipe.close();
    assertFalse(Thread.interrupted(), "no test leaves its thread interrupted");
  }

  private Step done() {
    return signed(gateway.answers(200, RECEIPT));
  }

  private Step proxy(int status) {
    return reply(gateway.answers(status, "<html>").unsigned());
  }

  private OutcomeUnknownException unknown() {
    return assertThrows(OutcomeUnknownException.class, () -> pipe.call(COMMAND));
  }

  private RejectedException rejected() {
    return assertThrows(RejectedException.class, () -> pipe.call(COMMAND));
  }

  private NotSentException notSent() {
    return assertThrows(NotSentException.class, () -> pipe.call(COMMAND));
  }

  // Repeats.

  @Test
  void call_connectionBreaks_isSignedAgainUnderTheSameKey() {
    pipe.then(hangUp(), hangUp(), done());

    assertEquals(DONE, pipe.call(COMMAND));

    assertEquals(3, pipe.received().size());
    Set<String> nonces = new HashSet<>();
    Set<String> signatures = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      nonces.add(pipe.checked(i).nonce());
      signatures.add(pipe.received().get(i).signature());
      assertEquals("key-1", pipe.received().get(i).header("idempotency-key"));
      assertArrayEquals(pipe.received().get(0).body(), pipe.received().get(i).body());
    }
    assertEquals(3, nonces.size());
    assertEquals(3, signatures.size());
  }

  @Test
  void call_unsigned5xx_isRepeatedAfterAWaitWithFullJitter() {
    pipe.then(proxy(502), proxy(500), done());

    assertEquals(DONE, pipe.call(COMMAND));

    List<Duration> waits = pipe.sleeper.waits();
    assertTrue(waits.size() <= 2, "a wait of nothing is not waited for");
    assertTrue(
        waits.stream().allMatch(wait -> wait.compareTo(Duration.ofMillis(400)) < 0),
        waits.toString());
  }

  @Test
  void call_breaksManyTimes_waitsLongerUpToFiveSecondsAndNeverTheSame() {
    pipe.maxAttempts(60).callTimeout(Duration.ofHours(1));
    for (int i = 0; i < 60; i++) {
      pipe.then(hangUp());
    }

    assertEquals(60, unknown().attempts());

    List<Duration> waits = pipe.sleeper.waits();
    assertEquals(60, pipe.received().size());
    assertEquals(59, waits.size());
    for (int i = 0; i < waits.size(); i++) {
      long most = Math.min(200L << Math.min(i, 10), 5000);
      assertTrue(waits.get(i).toMillis() < most, i + ": " + waits.get(i));
    }
    assertTrue(Collections.max(waits).toMillis() > 2500, "it does grow");
    assertTrue(new HashSet<>(waits).size() > 50, "it is random");
  }

  @Test
  void call_signed429_waitsForRetryAfter() {
    pipe.then(signed(gateway.refuses(429, "RATE_LIMITED").header("retry-after", "7")), done());

    assertEquals(DONE, pipe.call(COMMAND));

    assertEquals(List.of(Duration.ofSeconds(7)), pipe.sleeper.waits());
    assertNotEquals(pipe.checked(0).nonce(), pipe.checked(1).nonce());
  }

  @Test
  void call_signed503WithADate_waitsUntilThatDate() {
    pipe.callTimeout(Duration.ofMinutes(2))
        .then(
            signed(
                gateway
                    .refuses(503, "MAINTENANCE")
                    .header("retry-after", "Sun, 01 Nov 2026 08:01:30 GMT")),
            done());

    assertEquals(DONE, pipe.call(COMMAND));

    assertEquals(List.of(Duration.ofSeconds(90)), pipe.sleeper.waits());
  }

  /** Checks that a date is compared with the gateway's clock, since this machine's may be wrong. */
  @ParameterizedTest
  @ValueSource(longs = {-200, 200})
  void call_retryAfterDateAndAClockThatIsOff_waitsByTheGatewaysClock(long seconds) {
    pipe.callTimeout(Duration.ofMinutes(2))
        .now(NOW.plusSeconds(seconds))
        .then(
            signed(
                gateway
                    .refuses(429, "RATE_LIMITED")
                    .header("retry-after", "Sunday, 01-Nov-26 08:01:30 GMT")),
            done());

    assertEquals(DONE, pipe.call(COMMAND));

    assertEquals(List.of(Duration.ofSeconds(90)), pipe.sleeper.waits());
  }

  @Test
  void call_invalidRetryAfter_isARejection() {
    pipe.then(
        signed(gateway.refuses(429, "RATE_LIMITED").header("retry-after", "in a while")), done());

    assertEquals("RATE_LIMITED", rejected().code());
    assertEquals(1, pipe.received().size());
  }

  @Test
  void call_retryAfterZero_isRepeatedAtOnceAndOnlyByThePipe() {
    pipe.then(signed(gateway.refuses(503, "MAINTENANCE").header("retry-after", "0")), done());

    assertEquals(DONE, pipe.call(COMMAND));

    assertEquals(List.of(), pipe.sleeper.waits());
    assertEquals(2, pipe.received().size());
    assertNotEquals(pipe.checked(0).nonce(), pipe.checked(1).nonce());
  }

  @Test
  void call_signed429WithoutRetryAfter_isARejection() {
    pipe.then(signed(gateway.refuses(429, "RATE_LIMITED")), done());

    assertEquals("RATE_LIMITED", rejected().code());
    assertEquals(1, pipe.received().size());
  }

  @Test
  void call_businessRejectionWithRetryAfter_isARejection() {
    pipe.then(signed(gateway.refuses(409, "DECISION_PAID").header("retry-after", "1")), done());

    assertEquals("DECISION_PAID", rejected().code());
    assertEquals(1, pipe.received().size());
  }

  @Test
  void call_stillInProgress_isRepeatedUntilItIsDone() {
    Step busy = signed(gateway.refuses(409, "REQUEST_IN_PROGRESS").header("retry-after", "2"));
    pipe.then(busy, busy, done());

    assertEquals(DONE, pipe.call(COMMAND));
    assertEquals(List.of(Duration.ofSeconds(2), Duration.ofSeconds(2)), pipe.sleeper.waits());
  }

  @Test
  void call_query_isRepeatedLikeACommand() {
    pipe.then(hangUp(), proxy(504), done());

    assertEquals(DONE, pipe.call(QUERY));
    assertEquals(3, pipe.received().size());
  }

  // Ends.

  @Test
  void call_breaksEveryTime_endsAfterThreeAttempts() {
    pipe.then(hangUp(), hangUp(), hangUp(), done());

    OutcomeUnknownException e = unknown();

    assertEquals(OutcomeUnknownException.Reason.NO_ANSWER, e.reason());
    assertEquals(COMMAND.idempotencyKey(), e.idempotencyKey().orElseThrow());
    assertEquals(3, e.attempts());
    assertEquals(3, pipe.received().size());
    assertTrue(e.sent());
  }

  @Test
  void call_oneAttemptAllowed_isNotRepeated() {
    pipe.maxAttempts(1).then(hangUp(), done());

    assertEquals(1, unknown().attempts());
    assertEquals(1, pipe.received().size());
  }

  @Test
  void call_lastAttemptGetsAProxysAnswer_isUntrusted() {
    pipe.then(proxy(502), proxy(502), proxy(503));

    OutcomeUnknownException e = unknown();

    assertEquals(OutcomeUnknownException.Reason.UNTRUSTED_REPLY, e.reason());
    assertEquals(3, pipe.received().size());
  }

  @ParameterizedTest
  @CsvSource({"200, text/html; charset=gbk", "302, text/html", "407, text/html", "511, text/html"})
  void call_portalAnswers_saysThatItIsNotTheGateway(int status, String type) {
    pipe.maxAttempts(1)
        .then(reply(gateway.answers(status, "<html>").header("content-type", type).unsigned()));

    assertEquals(
        "fine.hold: outcome unknown, a proxy or portal answered, not the gateway (HTTP "
            + status
            + ", text/html); look it up, or repeat it under the same idempotency key [requestId="
            + pipe.requestId
            + "]",
        unknown().getMessage());
  }

  /** Checks headers and signatures that an intermediary may add. */
  @Test
  void call_answerWithViaCookiesAndForeignSignature_isRead() {
    pipe.then(
        (request, socket) -> {
          Map<String, String> headers =
              new TreeMap<>(gateway.answers(200, RECEIPT).to(request.signature()).headers());
          headers.put("via", "1.1 proxy.example (Foo/1.0), 2 edge");
          headers.put("set-cookie", "route=a, b; Path=/; HttpOnly");
          headers.put("age", "0");
          headers.compute(
              "signature-input",
              (name, own) ->
                  "cdn=(\"@status\" date;sf);created=@1700000000;q=0.5;t=tok/en, " + own);
          headers.compute("signature", (name, own) -> own + ", cdn=:YQ==:;x=?0");
          ScriptedServer.write(socket, new RawReply(200, headers, RECEIPT.getBytes(UTF_8)));
          return true;
        });

    assertEquals(DONE, pipe.call(COMMAND));
  }

  /** Checks folded header lines (RFC 9112 section 5.2). */
  @Test
  void call_answerWithFoldedHeaders_isRead() {
    pipe.then(
        (request, socket) -> {
          Map<String, String> headers = new TreeMap<>();
          gateway
              .answers(200, RECEIPT)
              .to(request.signature())
              .headers()
              .forEach((name, value) -> headers.put(name, "\r\n\t" + value.replace(" ", "\r\n  ")));
          headers.put("retry-after", "\r\n 7");
          ScriptedServer.write(socket, new RawReply(200, headers, RECEIPT.getBytes(UTF_8)));
          return true;
        });

    assertEquals(DONE, pipe.call(COMMAND));
  }

  @Test
  void call_retryAfterBeyondTheDeadline_isARejectionAtOnce() {
    pipe.then(signed(gateway.refuses(503, "DAY_END_CLOSED").header("retry-after", "3600")));

    RejectedException e = rejected();

    assertEquals("DAY_END_CLOSED", e.code());
    assertEquals(Duration.ofHours(1), e.problem().retryAfter());
    assertEquals(List.of(), pipe.sleeper.waits());
  }

  @Test
  void call_deadlinePassesDuringAnAttempt_isNotRepeated() {
    pipe.then(
        (request, socket) -> {
          pipe.sleeper.advance(Duration.ofSeconds(31));
          return false;
        },
        done());

    assertEquals(OutcomeUnknownException.Reason.NO_ANSWER, unknown().reason());
    assertEquals(1, pipe.received().size());
  }

  @Test
  void call_silentGateway_endsAtTheDeadline() {
    // Long enough to send, on a busy machine too; the first call opens the connection.
    pipe.callTimeout(Duration.ofMillis(900)).then(done(), silenceAfter(""), done());
    pipe.call(QUERY);

    OutcomeUnknownException e = unknown();

    assertEquals(OutcomeUnknownException.Reason.DEADLINE, e.reason());
    assertEquals(2, pipe.received().size());
  }

  @Test
  void call_signingTakesTooLong_isNotSent() {
    pipe.signer(
        new BendingSigner(
            message -> {
              pipe.sleeper.advance(Duration.ofSeconds(31));
              return new byte[64];
            }));

    assertEquals(NotSentException.Reason.DEADLINE, notSent().reason());
    assertEquals(0, pipe.received().size());
  }

  @Test
  void call_signingOfTheRepeatTakesTooLong_isUnknownByDeadline() {
    int[] times = {0};
    pipe.signer(
            new BendingSigner(
                message -> {
                  pipe.sleeper.advance(Duration.ofSeconds(times[0]++ == 0 ? 1 : 31));
                  return new byte[64];
                }))
        .then(hangUp());

    assertEquals(OutcomeUnknownException.Reason.DEADLINE, unknown().reason());
    assertEquals(1, pipe.received().size());
  }

  // Nothing left this machine.

  @Test
  void call_connectionRefused_isTriedAgainAndNotSent() throws IOException {
    try (ClosedPort closed = new ClosedPort()) {
      pipe.authority("127.0.0.1:" + closed.number());

      NotSentException e = notSent();

      assertEquals(NotSentException.Reason.NO_CONNECTION, e.reason());
      assertEquals(3, e.attempts());
      assertFalse(e.sent());
      assertTrue(e.getCause() instanceof IOException);
    }
  }

  @Test
  void call_lostAnswerAndThenNoConnection_isUnknown() {
    pipe.then(pipe.hangUpForGood());

    OutcomeUnknownException e = unknown();

    assertEquals(OutcomeUnknownException.Reason.NO_ANSWER, e.reason());
    assertEquals(3, e.attempts());
    assertEquals(1, pipe.received().size());
  }

  @Test
  void call_rejectedAndThenNoConnection_isThatRejection() {
    Answer no =
        gateway
            .refuses(429, "RATE_LIMITED")
            .header("retry-after", "1")
            .header("connection", "close");
    pipe.then(
        (request, socket) -> {
          boolean stays = pipe.hangUpForGood().serve(request, socket);
          ScriptedServer.write(socket, no.to(request.signature()));
          return stays;
        });

    RejectedException e = rejected();

    assertEquals("RATE_LIMITED", e.code());
    assertEquals(3, pipe.reports.get(0).attempts());
  }

  /** A signer of a token or a remote service, which can fail in many ways. */
  private record BendingSigner(Sign sign) implements Signer {
    interface Sign {
      byte[] sign(byte[] message) throws GeneralSecurityException, IOException;
    }

    @Override
    public String keyId() {
      return "wallet-2026";
    }

    @Override
    public String algorithm() {
      return "ed25519";
    }

    @Override
    public ContentDigest digest() {
      return ContentDigest.SHA_256;
    }

    @Override
    public byte[] sign(byte[] message) throws GeneralSecurityException, IOException {
      return sign.sign(message);
    }
  }

  private static Signer failing(Throwable e) {
    return new BendingSigner(
        message -> {
          if (e instanceof GeneralSecurityException security) {
            throw security;
          }
          if (e instanceof IOException io) {
            throw io;
          }
          if (e instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) e;
        });
  }

  static List<Throwable> failures() {
    return List.of(
        new GeneralSecurityException("slot SECRET"),
        new IOException("host SECRET"),
        new ProviderException("pin SECRET"),
        new NoClassDefFoundError("SECRET/Token"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void call_signerFails_isNotSentAndShowsOnlyTheExceptionsType(Throwable failure) {
    pipe.signer(failing(failure));

    NotSentException e = notSent();

    assertEquals(NotSentException.Reason.SIGNING_FAILED, e.reason());
    assertEquals(
        "fine.hold: not sent, signing failed with "
            + failure.getClass().getSimpleName()
            + "; check the signer's key [requestId="
            + pipe.requestId
            + "]",
        e.getMessage());
    assertNull(e.getCause());
    assertEquals(0, pipe.received().size());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void call_signerFailsOnTheRepeat_isUnknown(Throwable failure) {
    int[] times = {0};
    pipe.signer(
            new BendingSigner(
                message -> times[0]++ == 0 ? new byte[64] : failing(failure).sign(message)))
        .then(hangUp());

    OutcomeUnknownException e = unknown();

    assertEquals(OutcomeUnknownException.Reason.NO_ANSWER, e.reason());
    assertNull(e.getCause());
  }

  /** Checks exceptions of the application's verifier, which throws after the request has left. */
  @ParameterizedTest
  @MethodSource("failures")
  void call_verifierFails_isUnknownAndShowsOnlyTheExceptionsType(Throwable failure) {
    pipe.ring(TrustedKeys.pinned(new FailingVerifier(failing(failure)))).then(done());

    OutcomeUnknownException e = unknown();

    assertEquals(OutcomeUnknownException.Reason.UNTRUSTED_REPLY, e.reason());
    String said =
        failure instanceof GeneralSecurityException || failure instanceof IOException
            ? "its signature does not verify"
            : "verifying it failed with " + failure.getClass().getSimpleName();
    assertTrue(e.getMessage().contains(said), e.getMessage());
    assertFalse(e.getMessage().contains("SECRET"), e.getMessage());
    assertEquals(1, pipe.received().size());
  }

  /** Verifies like the signer's key, unless it throws. */
  private record FailingVerifier(Signer how) implements Verifier {
    @Override
    public String keyId() {
      return "gw-1";
    }

    @Override
    public String algorithm() {
      return "ed25519";
    }

    @Override
    public ContentDigest digest() {
      return ContentDigest.SHA_256;
    }

    @Override
    public void verify(byte[] message, byte[] signature) throws GeneralSecurityException {
      try {
        how.sign(message);
      } catch (IOException e) {
        throw new GeneralSecurityException(e);
      }
    }
  }

  @Test
  void call_interruptedBefore_isNotSent() {
    pipe.then(done());
    Thread.currentThread().interrupt();

    NotSentException e = notSent();

    assertTrue(Thread.interrupted(), "the flag is set again");
    assertEquals(NotSentException.Reason.INTERRUPTED, e.reason());
    assertEquals(0, pipe.received().size());
  }

  @Test
  void call_interruptedWhileItWaitsAfterALostAnswer_isUnknown() {
    pipe.sleeper.interrupts();
    pipe.maxAttempts(50);
    for (int i = 0; i < 49; i++) {
      pipe.then(hangUp());
    }

    OutcomeUnknownException e = unknown();

    assertTrue(Thread.interrupted(), "the flag is set again");
    assertEquals(OutcomeUnknownException.Reason.INTERRUPTED, e.reason());
  }

  @Test
  void call_interruptedWhileItWaitsToConnectAgain_isNotSent() throws IOException {
    try (ClosedPort closed = new ClosedPort()) {
      pipe.authority("127.0.0.1:" + closed.number());
      pipe.sleeper.interrupts();

      NotSentException e = notSent();

      assertTrue(Thread.interrupted(), "the flag is set again");
      assertEquals(NotSentException.Reason.INTERRUPTED, e.reason());
    }
  }

  /** Checks that a call which was answered is not reported as not sent. */
  @Test
  void call_interruptedWhileItWaitsAfterARejection_isThatRejection() {
    pipe.sleeper.interrupts();
    pipe.then(signed(gateway.refuses(429, "RATE_LIMITED").header("retry-after", "1")));

    RejectedException e = rejected();

    assertTrue(Thread.interrupted(), "the flag is set again");
    assertEquals("RATE_LIMITED", e.code());
  }

  @Test
  void call_repeatAfterARejectionCannotBeSigned_isThatRejection() {
    int[] times = {0};
    pipe.signer(
            new BendingSigner(
                message -> {
                  if (times[0]++ == 0) {
                    return new byte[64];
                  }
                  throw new IOException();
                }))
        .then(signed(gateway.refuses(429, "RATE_LIMITED").header("retry-after", "1")));

    assertEquals("RATE_LIMITED", rejected().code());
  }

  // The clock.

  @ParameterizedTest
  @ValueSource(longs = {-3600, 3600, 100_000_000})
  void call_clockSkew_isCorrectedOnceFromTheSignedTime(long seconds) {
    pipe.now(NOW.plusSeconds(seconds))
        .then(
            signed(
                gateway.refuses(401, "CLOCK_SKEW").header("date", "Thu, 01 Jan 1970 00:00:00 GMT")),
            done(),
            done());

    assertEquals(DONE, pipe.call(COMMAND));
    assertEquals(DONE, pipe.call(COMMAND));

    assertEquals(NOW.plusSeconds(seconds).getEpochSecond(), pipe.checked(0).created());
    assertEquals(NOW.getEpochSecond(), pipe.checked(1).created());
    assertEquals(NOW.getEpochSecond(), pipe.checked(2).created(), "and for the calls after it");
    assertEquals(List.of(), pipe.sleeper.waits());
  }

  @Test
  void call_clockSkewTwice_isARejection() {
    Step skew = signed(gateway.refuses(401, "CLOCK_SKEW"));
    pipe.now(NOW.minusSeconds(3600)).then(skew, skew, done());

    RejectedException e = rejected();

    assertEquals("CLOCK_SKEW", e.code());
    assertEquals(2, e.attempts());
    assertEquals(2, pipe.received().size());
  }

  @Test
  void call_clockSkewTwiceAndOldAgain_isUntrusted() {
    pipe.now(NOW.minusSeconds(3600))
        .then(
            signed(gateway.refuses(401, "CLOCK_SKEW")),
            signed(gateway.refuses(401, "CLOCK_SKEW").created(NOW.plusSeconds(301))),
            done());

    assertEquals(OutcomeUnknownException.Reason.UNTRUSTED_REPLY, unknown().reason());
    assertEquals(2, pipe.received().size());
  }

  @Test
  void call_clockSkewOnTheOnlyAttempt_isARejectionAndReportedSo() {
    pipe.maxAttempts(1).now(NOW.minusSeconds(3600));
    pipe.then(signed(gateway.refuses(401, "CLOCK_SKEW")));

    assertEquals("CLOCK_SKEW", rejected().code());
    assertEquals(401, pipe.reports.get(0).status());
    assertEquals("CLOCK_SKEW", pipe.reports.get(0).code());
  }

  @Test
  void call_clockSkewThatIsForged_changesNothing() {
    pipe.then(
        signed(new TestGateway("gw-1").refuses(401, "CLOCK_SKEW").created(NOW.plusSeconds(9999))),
        done());

    assertEquals(OutcomeUnknownException.Reason.UNTRUSTED_REPLY, unknown().reason());
    assertEquals(DONE, pipe.call(COMMAND));

    assertEquals(NOW.getEpochSecond(), pipe.checked(1).created());
  }

  @Test
  void call_staleAnswer_isUntrusted() {
    pipe.then(signed(gateway.answers(200, RECEIPT).created(NOW.minusSeconds(301))), done());

    OutcomeUnknownException e = unknown();

    assertEquals(OutcomeUnknownException.Reason.UNTRUSTED_REPLY, e.reason());
    assertEquals(1, pipe.received().size());
    assertEquals(
        "fine.hold: outcome unknown, an answer (HTTP 200) cannot be trusted: it was signed more"
            + " than 300 s from this machine's time; look it up, or repeat it under the same"
            + " idempotency key [requestId="
            + pipe.requestId
            + "]",
        e.getMessage());
  }

  @Test
  void call_stale401OfAnotherCode_isUntrusted() {
    pipe.then(signed(gateway.refuses(401, "KEY_REVOKED").created(NOW.plusSeconds(301))), done());

    assertEquals(OutcomeUnknownException.Reason.UNTRUSTED_REPLY, unknown().reason());
    assertEquals(1, pipe.received().size());
  }
}
