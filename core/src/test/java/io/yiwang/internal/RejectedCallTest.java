package io.yiwang.internal;

import static io.yiwang.internal.ScriptedServer.hangUp;
import static io.yiwang.internal.ScriptedServer.raw;
import static io.yiwang.internal.ScriptedServer.reply;
import static io.yiwang.internal.ScriptedServer.signed;
import static io.yiwang.internal.TestGateway.NOW;
import static io.yiwang.internal.TestPipe.COMMAND;
import static io.yiwang.internal.TestPipe.QUERY;
import static io.yiwang.internal.TestPipe.RECEIPT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.OutcomeUnknownException.Reason;
import io.yiwang.RejectedException;
import io.yiwang.RejectedException.FieldProblem;
import io.yiwang.internal.ScriptedServer.Step;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests what an answer means: an unknown outcome is never reported as a rejection. */
class RejectedCallTest {
  private final TestPipe pipe = new TestPipe();
  private final TestGateway gateway = pipe.gateway;

  @AfterEach
  void close() throws IOException {
    pipe.close();
  }

  private GovException failure(GovRequest<?> request) {
    return assertThrows(GovException.class, () -> pipe.call(request));
  }

  @ParameterizedTest
  @CsvSource({
    "400,BAD_REQUEST", "401,KEY_UNKNOWN", "403,FORBIDDEN", "404,PENALTY_NOT_FOUND",
    "409,DECISION_PAID", "410,SERVICE_WITHDRAWN", "413,TOO_LARGE", "422,AMOUNT_CHANGED",
    "429,RATE_LIMITED", "503,DAY_END_CLOSED"
  })
  void call_commandNeverInDoubt_isARejection(int status, String code) {
    pipe.then(signed(gateway.refuses(status, code)));

    RejectedException e = (RejectedException) failure(COMMAND);

    assertEquals(code, e.code());
    assertEquals(status, e.problem().status());
    assertEquals(Optional.of("t-1"), e.traceId());
    assertTrue(e.sent());
  }

  @ParameterizedTest
  @CsvSource({
    "400,BAD_REQUEST",
    "404,PAYMENT_UNKNOWN",
    "409,DECISION_PAID",
    "410,SERVICE_WITHDRAWN",
    "422,AMOUNT_CHANGED",
    "422,IDEMPOTENCY_KEY_REUSED"
  })
  void call_rejectedAfterProcessingAfterALostAnswer_isARejection(int status, String code) {
    pipe.then(hangUp(), signed(gateway.refuses(status, code)));

    RejectedException e = (RejectedException) failure(COMMAND);

    assertEquals(code, e.code());
    assertEquals(2, e.attempts());
  }

  @ParameterizedTest
  @CsvSource({
    "401,SIGNATURE_REPLAYED",
    "401,KEY_REVOKED",
    "403,FORBIDDEN",
    "429,RATE_LIMITED",
    "503,MAINTENANCE",
    "503,DAY_END_CLOSED"
  })
  void call_rejectedBeforeProcessingAfterALostAnswer_isUnknown(int status, String code) {
    pipe.then(hangUp(), signed(gateway.refuses(status, code)));

    OutcomeUnknownException e = (OutcomeUnknownException) failure(COMMAND);

    assertEquals(Reason.REJECTED_BEFORE_PROCESSING, e.reason());
    assertEquals(COMMAND.idempotencyKey(), e.idempotencyKey().orElseThrow());
    assertEquals(Optional.of("t-1"), e.traceId());
    assertEquals(
        "fine.hold: outcome unknown, an earlier attempt got no answer, and a repeat was rejected before"
            + " processing with "
            + code
            + "; look it up, or repeat it under the same idempotency key [requestId="
            + pipe.requestId
            + "]",
        e.getMessage());
  }

  @Test
  void call_rejectedBeforeProcessingAfterAProxysAnswer_isUnknown() {
    pipe.then(
        reply(gateway.answers(502, "<html>").unsigned()),
        signed(gateway.refuses(429, "RATE_LIMITED")));

    assertEquals(
        Reason.REJECTED_BEFORE_PROCESSING, ((OutcomeUnknownException) failure(COMMAND)).reason());
  }

  @Test
  void call_rejectedBeforeProcessingUntilTheLastAttemptAfterALostAnswer_isUnknown() {
    Step busy = signed(gateway.refuses(429, "RATE_LIMITED").header("retry-after", "1"));
    pipe.then(hangUp(), busy, busy);

    assertEquals(
        Reason.REJECTED_BEFORE_PROCESSING, ((OutcomeUnknownException) failure(COMMAND)).reason());
    assertEquals(3, pipe.received().size());
  }

  @Test
  void call_clockSkewAfterALostAnswerWithNoAttemptLeft_isUnknown() {
    pipe.maxAttempts(2).then(hangUp(), signed(gateway.refuses(401, "CLOCK_SKEW")));

    assertEquals(
        Reason.REJECTED_BEFORE_PROCESSING, ((OutcomeUnknownException) failure(COMMAND)).reason());
  }

  @ParameterizedTest
  @CsvSource({"500,INTERNAL", "501,NOT_YET", "502,UPSTREAM", "504,UPSTREAM_SLOW"})
  void call_signed5xxToACommand_isUnknown(int status, String code) {
    pipe.then(signed(gateway.refuses(status, code)), signed(gateway.answers(200, RECEIPT)));

    OutcomeUnknownException e = (OutcomeUnknownException) failure(COMMAND);

    assertEquals(Reason.GATEWAY_FAILED, e.reason());
    assertEquals(Optional.of("t-1"), e.traceId());
    assertEquals(1, pipe.received().size());
  }

  @ParameterizedTest
  @CsvSource({
    "401,KEY_UNKNOWN", "403,FORBIDDEN", "404,PAYMENT_UNKNOWN", "409,REQUEST_IN_PROGRESS",
    "429,RATE_LIMITED", "500,INTERNAL", "502,UPSTREAM", "503,MAINTENANCE"
  })
  void call_queryInDoubtOrNot_isARejection(int status, String code) {
    Step no = signed(gateway.refuses(status, code));
    pipe.then(no, hangUp(), no);

    assertEquals(code, ((RejectedException) failure(QUERY)).code());
    assertEquals(code, ((RejectedException) failure(QUERY)).code());
    assertEquals(3, pipe.received().size());
  }

  @Test
  void call_inProgressToTheLastAttempt_isUnknown() {
    Step busy = signed(gateway.refuses(409, "REQUEST_IN_PROGRESS").header("retry-after", "2"));
    pipe.then(busy, busy, busy);

    OutcomeUnknownException e = (OutcomeUnknownException) failure(COMMAND);

    assertEquals(Reason.IN_PROGRESS, e.reason());
    assertEquals(3, pipe.received().size());
    assertEquals(2, pipe.sleeper.waits().size());
  }

  @Test
  void call_inProgressWithoutRetryAfter_isUnknownAtOnce() {
    pipe.then(signed(gateway.refuses(409, "REQUEST_IN_PROGRESS")));

    assertEquals(Reason.IN_PROGRESS, ((OutcomeUnknownException) failure(COMMAND)).reason());
  }

  /**
   * Checks a request that the gateway is processing: a later rejection before processing is not its
   * answer.
   */
  @Test
  void call_rejectedBeforeProcessingWhileInProgress_isUnknown() {
    pipe.then(
        signed(gateway.refuses(409, "REQUEST_IN_PROGRESS").header("retry-after", "2")),
        signed(gateway.refuses(503, "MAINTENANCE")));

    assertEquals(
        Reason.REJECTED_BEFORE_PROCESSING, ((OutcomeUnknownException) failure(COMMAND)).reason());
  }

  private static final String PROBLEM = "{\"status\":409,\"code\":\"DECISION_PAID\"}";

  private static Arguments bad(String what, Reason reason, Function<TestGateway, Step> answer) {
    return Arguments.of(what, reason, answer);
  }

  static List<Arguments> untrustworthy() {
    return List.of(
        bad(
            "unsigned yes",
            Reason.UNTRUSTED_REPLY,
            gateway -> reply(gateway.answers(200, RECEIPT).unsigned())),
        bad(
            "unsigned no",
            Reason.UNTRUSTED_REPLY,
            gateway -> reply(gateway.answers(409, PROBLEM).unsigned())),
        bad(
            "unsigned redirect",
            Reason.UNTRUSTED_REPLY,
            gateway -> ScriptedServer.answer(307, "location", "/igs/v1/payments")),
        bad(
            "unsigned 429",
            Reason.UNTRUSTED_REPLY,
            gateway -> ScriptedServer.answer(429, "retry-after", "0")),
        bad(
            "forged yes",
            Reason.UNTRUSTED_REPLY,
            gateway -> signed(new TestGateway("gw-1").answers(200, RECEIPT))),
        bad(
            "forged no",
            Reason.UNTRUSTED_REPLY,
            gateway -> signed(new TestGateway("gw-1").answers(409, PROBLEM))),
        bad(
            "forged 503",
            Reason.UNTRUSTED_REPLY,
            gateway -> signed(new TestGateway("gw-1").refuses(503, "MAINTENANCE"))),
        bad(
            "key nobody knows",
            Reason.UNTRUSTED_REPLY,
            gateway -> signed(new TestGateway("gw-2").answers(200, RECEIPT))),
        bad(
            "answer to another request",
            Reason.UNTRUSTED_REPLY,
            gateway -> reply(gateway.answers(200, RECEIPT).to(":b3RoZXI=:"))),
        bad(
            "no to another request",
            Reason.UNTRUSTED_REPLY,
            gateway -> reply(gateway.answers(409, PROBLEM).to(":b3RoZXI=:"))),
        bad(
            "old answer",
            Reason.UNTRUSTED_REPLY,
            gateway -> signed(gateway.answers(200, RECEIPT).created(NOW.minusSeconds(400)))),
        bad(
            "wrong digest",
            Reason.UNTRUSTED_REPLY,
            gateway ->
                signed(
                    gateway
                        .answers(200, RECEIPT)
                        .header("content-digest", Answer.sha256("else".getBytes(UTF_8))))),
        bad(
            "too large by its length",
            Reason.OVERSIZED_REPLY,
            gateway -> signed(gateway.answers(200, '"' + "x".repeat(1 << 16) + '"'))),
        bad(
            "too large by its chunks",
            Reason.OVERSIZED_REPLY,
            gateway ->
                raw(
                    "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n20000\r\n"
                        + "x".repeat(0x20000)
                        + "\r\n0\r\n\r\n")),
        bad(
            "too large once decompressed",
            Reason.OVERSIZED_REPLY,
            gateway -> signed(gateway.answers(200, '"' + "x".repeat(1 << 16) + '"').gzip())),
        bad(
            "no that is too large once decompressed",
            Reason.OVERSIZED_REPLY,
            gateway -> signed(gateway.answers(409, '"' + "x".repeat(1 << 16) + '"').gzip())),
        bad(
            "malformed JSON",
            Reason.UNREADABLE_REPLY,
            gateway -> signed(gateway.answers(200, "{\"id\":"))),
        bad("no JSON", Reason.UNREADABLE_REPLY, gateway -> signed(gateway.answers(200, "OK"))),
        bad("null", Reason.UNREADABLE_REPLY, gateway -> signed(gateway.answers(200, "null"))),
        bad(
            "nothing where something must be",
            Reason.UNREADABLE_REPLY,
            gateway -> signed(gateway.answersNothing(200))),
        bad(
            "missing member",
            Reason.UNREADABLE_REPLY,
            gateway -> signed(gateway.answers(200, "{\"note\":\"x\"}"))),
        bad(
            "JSON of another coding",
            Reason.UNREADABLE_REPLY,
            gateway -> signed(gateway.answers(200, RECEIPT).header("content-encoding", "br"))),
        bad(
            "gzip that is none",
            Reason.UNREADABLE_REPLY,
            gateway -> signed(gateway.answers(200, RECEIPT).header("content-encoding", "gzip"))),
        bad(
            "no that is malformed",
            Reason.UNREADABLE_REPLY,
            gateway -> signed(gateway.answers(409, "{\"code\""))),
        bad(
            "no without a code",
            Reason.UNREADABLE_REPLY,
            gateway -> signed(gateway.answers(409, "{\"status\":409}"))),
        bad(
            "no without a body",
            Reason.UNREADABLE_REPLY,
            gateway -> signed(gateway.answersNothing(409))),
        bad(
            "signed redirect",
            Reason.UNREADABLE_REPLY,
            gateway -> signed(gateway.answersNothing(307).header("location", "/x"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("untrustworthy")
  void call_untrustedAnswer_isNeverARejection(
      String what, Reason reason, Function<TestGateway, Step> answer) {
    pipe.then(answer.apply(gateway), answer.apply(gateway));

    OutcomeUnknownException toCommand = (OutcomeUnknownException) failure(COMMAND);
    OutcomeUnknownException toQuery = (OutcomeUnknownException) failure(QUERY);

    assertEquals(reason, toCommand.reason(), what);
    assertEquals(COMMAND.idempotencyKey(), toCommand.idempotencyKey().orElseThrow());
    assertEquals(reason, toQuery.reason());
    assertEquals(Optional.empty(), toQuery.idempotencyKey());
    assertEquals(2, pipe.received().size(), "and is not asked for again");
  }

  @Test
  void call_rejection_hasFieldsAndMembersOfItsProblem() {
    pipe.then(
        signed(
            gateway.answers(
                422,
                "{\"status\":422,\"code\":\"AMOUNT_CHANGED\",\"title\":\"T\",\"detail\":\"D\","
                    + "\"traceId\":\"t-9\",\"penalty\":{\"id\":\"p-7\"},\"fields\":"
                    + "[{\"pointer\":\"/amount\",\"code\":\"CHANGED\",\"detail\":\"x\"}]}")));

    RejectedException e = (RejectedException) failure(COMMAND);

    assertTrue(e.hasCode("AMOUNT_CHANGED"));
    assertEquals("T", e.problem().title());
    assertEquals("D", e.problem().detail());
    assertEquals(List.of(new FieldProblem("/amount", "CHANGED", "x")), e.problem().fields());
    assertEquals(new TestPipe.Receipt("p-7", null), e.member("penalty", TestPipe.Receipt.class));
    assertNull(e.member("heldUntil", String.class));
    assertEquals(
        "fine.hold: rejected with AMOUNT_CHANGED at /amount, traceId t-9 [requestId="
            + pipe.requestId
            + "]",
        e.getMessage());
  }
}
