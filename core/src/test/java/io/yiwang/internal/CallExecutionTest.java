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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.internal.ScriptedServer.Step;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests when a call is repeated, how long it waits, and when it ends. */
class CallExecutionTest extends CallExecutionFixture {
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
        new FunctionSigner(
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
            new FunctionSigner(
                message -> {
                  pipe.sleeper.advance(Duration.ofSeconds(times[0]++ == 0 ? 1 : 31));
                  return new byte[64];
                }))
        .then(hangUp());

    assertEquals(OutcomeUnknownException.Reason.DEADLINE, unknown().reason());
    assertEquals(1, pipe.received().size());
  }
}
