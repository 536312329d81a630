package io.yiwang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovException.Call;
import io.yiwang.RejectedException.FieldProblem;
import io.yiwang.RejectedException.Problem;
import io.yiwang.value.IdempotencyKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GovExceptionTest {
  private static final Call CALL = new Call("fine.pay", "8f1c", 2);

  private static final ProblemMembers NONE =
      new ProblemMembers() {
        @Override
        public <M> @Nullable M read(String name, Class<M> type) {
          return null;
        }
      };

  private static Problem problem(@Nullable String traceId, FieldProblem... fields) {
    return new Problem(
        409, "DECISION_PAID", "title SECRET", "detail SECRET", traceId, List.of(fields), null);
  }

  @Test
  void message_notSent_saysOperationCauseAndId() {
    IOException cause = new IOException();
    NotSentException e =
        new NotSentException(CALL, NotSentException.Reason.NO_CONNECTION, "no connection", cause);

    assertEquals("fine.pay: not sent, no connection [requestId=8f1c]", e.getMessage());
    assertSame(cause, e.getCause());
    assertFalse(e.sent());
    assertEquals(Optional.empty(), e.traceId());
    assertEquals(2, e.attempts());
  }

  @Test
  void message_rejected_saysCodePointersAndTraceIdButNoTextForPeople() {
    RejectedException bare = new RejectedException(CALL, problem(null), NONE);
    RejectedException whole =
        new RejectedException(
            CALL,
            problem(
                "t-1", new FieldProblem("/a", "X", "SECRET"), new FieldProblem("/b", "Y", null)),
            NONE);

    assertEquals("fine.pay: rejected with DECISION_PAID [requestId=8f1c]", bare.getMessage());
    assertEquals(
        "fine.pay: rejected with DECISION_PAID at /a, /b, traceId t-1 [requestId=8f1c]",
        whole.getMessage());
    assertEquals("409 DECISION_PAID", whole.problem().toString());
    assertEquals(Optional.of("t-1"), whole.traceId());
    assertTrue(whole.hasCode("DECISION_PAID"));
    assertFalse(whole.hasCode("DECISION_HELD"));
    assertTrue(whole.sent());
  }

  @ParameterizedTest
  @CsvSource({
    "SIGNATURE_INVALID, '; check the key, its id'",
    "DIGEST_MISMATCH, '; check the key, its id'",
    "KEY_UNKNOWN, '; register the key'",
    "NOT_FOUND, '; check the number, and the path'",
    "DECISION_HELD, ' [requestId=8f1c]'",
    "NEW_SINCE, ' [requestId=8f1c]'"
  })
  void message_rejectedForACauseOutsideTheCall_saysWhatToDo(String code, String nextStep) {
    Problem problem = new Problem(401, code, null, null, "t-1", List.of(), null);

    String message = new RejectedException(CALL, problem, NONE).getMessage();

    assertTrue(
        message.startsWith("fine.pay: rejected with " + code + ", traceId t-1" + nextStep),
        message);
  }

  @Test
  void message_unknown_saysWhatToDoNextAndHidesTheKey() {
    OutcomeUnknownException command =
        new OutcomeUnknownException(
            CALL,
            OutcomeUnknownException.Reason.NO_ANSWER,
            "no answer",
            new IdempotencyKey("SECRET"),
            "t-1",
            null);
    OutcomeUnknownException query =
        new OutcomeUnknownException(
            CALL, OutcomeUnknownException.Reason.NO_ANSWER, "no answer", null, null, null);

    assertEquals(
        "fine.pay: outcome unknown, no answer; look it up, or repeat it under the same idempotency"
            + " key [requestId=8f1c]",
        command.getMessage());
    assertEquals(
        "fine.pay: outcome unknown, no answer; ask again [requestId=8f1c]", query.getMessage());
    assertEquals(Optional.of("t-1"), command.traceId());
    assertTrue(command.sent());
  }

  @Test
  void fields_ofAProblem_areCopied() {
    List<FieldProblem> fields = new ArrayList<>();
    Problem problem = new Problem(400, "BAD", null, null, null, fields, null);

    fields.add(new FieldProblem("/a", "X", null));

    assertEquals(List.of(), problem.fields());
  }

  @Test
  void toString_ofAFieldProblem_hidesTheDetail() {
    assertEquals("FieldProblem[/a, X]", new FieldProblem("/a", "X", "SECRET").toString());
  }

  /**
   * Checks hostile texts: a gateway that signs its answers may still be compromised, or repeat what
   * it was sent.
   */
  @Test
  void message_rejectedWithHostileParts_isOneShortLine() {
    String hostile = "X\r\n2026-01-01 INFO paid \u001b[2J\u202e" + "x".repeat(2_000_000);
    FieldProblem[] fields = new FieldProblem[5_000];
    Arrays.fill(fields, new FieldProblem("/" + hostile, hostile, hostile));
    Problem problem = new Problem(409, hostile, hostile, hostile, hostile, List.of(fields), null);
    RejectedException e = new RejectedException(CALL, problem, NONE);

    for (String text :
        List.of(
            String.valueOf(e.getMessage()),
            e.toString(),
            problem.toString(),
            fields[0].toString())) {
      assertTrue(text.length() < 3_000, () -> text.length() + " characters");
      assertTrue(text.chars().noneMatch(c -> c < ' ' || c == 0x202e), text);
    }
    assertTrue(e.getMessage().endsWith("[requestId=8f1c]"), e.getMessage());
    assertEquals(hostile, e.code());
  }
}
