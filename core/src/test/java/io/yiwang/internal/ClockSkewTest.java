package io.yiwang.internal;

import static io.yiwang.internal.ScriptedServer.signed;
import static io.yiwang.internal.TestGateway.NOW;
import static io.yiwang.internal.TestPipe.COMMAND;
import static io.yiwang.internal.TestPipe.RECEIPT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.internal.ScriptedServer.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how a call corrects the clock, and which old answers it refuses. */
class ClockSkewTest extends CallExecutionFixture {
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
