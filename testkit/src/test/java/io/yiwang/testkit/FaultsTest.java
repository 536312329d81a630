package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.GovClient;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.OutcomeUnknownException.Reason;
import io.yiwang.RejectedException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests what a client receives of each fault, and what the gateway has done by then. */
@ExtendWith(GovSandboxExtension.class)
class FaultsTest {
  private static final Duration SOON = Duration.ofSeconds(1);

  /** The faults, the reasons that a client gets, and the numbers of holds by then. */
  static Stream<Arguments> unknownOutcomes() {
    return Stream.of(
        fault("answerLost", NextFault::answerLost, Reason.NO_ANSWER, 1),
        fault("resetBeforeWork", NextFault::resetBeforeWork, Reason.NO_ANSWER, 0),
        fault("resetAfterWork", NextFault::resetAfterWork, Reason.NO_ANSWER, 1),
        fault("halfBody", NextFault::halfBody, Reason.NO_ANSWER, 1),
        fault("slowBody", next -> next.slowBody(Duration.ofSeconds(20)), Reason.DEADLINE, 1),
        fault("unsignedError", next -> next.unsignedError(502), Reason.UNTRUSTED_REPLY, 0),
        fault(
            "unsignedErrorAfterWork",
            next -> next.unsignedErrorAfterWork(504),
            Reason.UNTRUSTED_REPLY,
            1),
        fault("unsignedAnswer", NextFault::unsignedAnswer, Reason.UNTRUSTED_REPLY, 1),
        fault("forgedSignature", NextFault::forgedSignature, Reason.UNTRUSTED_REPLY, 1),
        fault(
            "answerOfAnotherRequest", NextFault::answerOfAnotherRequest, Reason.UNTRUSTED_REPLY, 1),
        fault(
            "staleAnswer",
            next -> next.staleAnswer(Duration.ofMinutes(6)),
            Reason.UNTRUSTED_REPLY,
            1),
        fault("wrongDigest", NextFault::wrongDigest, Reason.UNTRUSTED_REPLY, 1),
        fault("keyRotated", NextFault::keyRotated, Reason.UNTRUSTED_REPLY, 1),
        fault("signedError", NextFault::signedError, Reason.GATEWAY_FAILED, 0),
        fault("signedErrorAfterWork", NextFault::signedErrorAfterWork, Reason.GATEWAY_FAILED, 1),
        fault("malformedJson", NextFault::malformedJson, Reason.UNREADABLE_REPLY, 1),
        fault("gzipBomb", next -> next.gzipBomb(64), Reason.OVERSIZED_REPLY, 1),
        fault("inProgress", next -> next.inProgress(SOON), Reason.IN_PROGRESS, 0),
        fault(
            "redirect",
            next -> next.redirect(URI.create("http://127.0.0.1:9/")),
            Reason.UNTRUSTED_REPLY,
            0));
  }

  private static Arguments fault(String name, Consumer<NextFault> fault, Reason reason, int holds) {
    return Arguments.of(name, fault, reason, holds);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unknownOutcomes")
  void hold_fault_outcomeIsUnknown(
      String name,
      Consumer<NextFault> fault,
      Reason reason,
      int holds,
      GovSandbox sandbox,
      GovClient.Builder builder) {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    try (GovClient gov = builder.maxAttempts(1).callTimeout(Duration.ofSeconds(5)).build()) {
      fault.accept(sandbox.faults().next("fine.hold"));

      var e =
          assertThrows(
              OutcomeUnknownException.class, () -> gov.call(Calls.hold(fine, 15000)), name);

      assertEquals(reason, e.reason());
      assertEquals(holds, sandbox.treasury().openHolds());
      assertEquals(0, sandbox.faults().waiting());
    }
  }

  @Test
  void hold_answerLostTwice_isRepeatedUnderItsKeyAndHeldOnce(GovSandbox sandbox, GovClient gov) {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    sandbox.faults().next("fine.hold").times(2).answerLost();

    Calls.Payment held = gov.call(Calls.hold(fine, 15000));

    assertEquals("HELD", held.status());
    assertEquals(1, sandbox.treasury().openHolds());
  }

  @Test
  void hold_rateLimited_isRejectedAndNothingDone(GovSandbox sandbox, GovClient.Builder builder) {
    rejectedBeforeProcessing(sandbox, builder, next -> next.rateLimited(SOON), "RATE_LIMITED");
  }

  @Test
  void hold_maintenance_isRejectedAndNothingDone(GovSandbox sandbox, GovClient.Builder builder) {
    rejectedBeforeProcessing(sandbox, builder, next -> next.maintenance(SOON), "MAINTENANCE");
  }

  private static void rejectedBeforeProcessing(
      GovSandbox sandbox, GovClient.Builder builder, Consumer<NextFault> fault, String code) {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    try (GovClient gov = builder.maxAttempts(1).build()) {
      fault.accept(sandbox.faults().next("fine.hold"));

      var e = assertThrows(RejectedException.class, () -> gov.call(Calls.hold(fine, 15000)));

      assertEquals(code, e.code());
      assertEquals(SOON, e.problem().retryAfter());
      assertEquals(0, sandbox.treasury().openHolds());
    }
  }

  @Test
  void hold_clockSkew_isCorrectedOnce(GovSandbox sandbox, GovClient gov) {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    sandbox.faults().next("fine.hold").times(2).clockSkew(Duration.ofMinutes(10));

    assertEquals("HELD", gov.call(Calls.hold(fine, 15000)).status());
  }

  @Test
  void lookup_gatewayClockMoved_clientFollows(GovSandbox sandbox, GovClient.Builder builder) {
    sandbox.clock().advance(Duration.ofMinutes(30));
    try (GovClient gov = builder.clock(Clock.systemUTC()).build()) {
      Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);

      assertEquals("PAYABLE", gov.call(Calls.lookup(fine)).status());
    }
  }

  @Test
  void next_unknownOperation_isRefused(GovSandbox sandbox) {
    var e =
        assertThrows(IllegalArgumentException.class, () -> sandbox.faults().next("fine.swallow"));

    assertEquals("fine.swallow is not an operation of the OpenAPI document", e.getMessage());
  }

  @Test
  void clear_waitingFault_doesNotHappen(GovSandbox sandbox, GovClient gov) {
    sandbox.faults().next().unsignedError(502);
    sandbox.faults().clear();

    Calls.Configuration configuration = gov.call(Calls.configuration());

    assertEquals(sandbox.endpoint().toString(), configuration.issuer() + "/");
  }
}
