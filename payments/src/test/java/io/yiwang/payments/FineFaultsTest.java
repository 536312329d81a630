package io.yiwang.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.OutcomeUnknownException.Reason;
import io.yiwang.RejectedException;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.NextFault;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Money;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that money moves once, and that an unknown outcome is never reported as a rejection. */
class FineFaultsTest {
  @RegisterExtension static final GovSandboxExtension SANDBOX = FineSandbox.extension();

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration TOO_LONG = Duration.ofMinutes(10);

  private FineSandbox fines;
  private FineClient client;
  private Seed.Fine fine;

  @BeforeEach
  void open(GovSandbox gateway, GovClient gov) {
    fines = new FineSandbox(gateway, gov);
    client = fines.client();
    fine = fines.payable(0);
  }

  private NextFault next(String operation) {
    return fines.gateway().faults().next(operation);
  }

  /** Gives the faults after which the gateway has the money and the client does not know. */
  static Stream<Arguments> faultsAfterWork() {
    return Stream.of(
        fault("answerLost", NextFault::answerLost, Reason.NO_ANSWER),
        fault("resetAfterWork", NextFault::resetAfterWork, Reason.NO_ANSWER),
        fault("halfBody", NextFault::halfBody, Reason.NO_ANSWER),
        fault("unsignedAnswer", NextFault::unsignedAnswer, Reason.UNTRUSTED_REPLY),
        fault("forgedSignature", NextFault::forgedSignature, Reason.UNTRUSTED_REPLY),
        fault("proxy", each -> each.unsignedErrorAfterWork(504), Reason.UNTRUSTED_REPLY),
        fault("malformedJson", NextFault::malformedJson, Reason.UNREADABLE_REPLY),
        fault("signedError", NextFault::signedErrorAfterWork, Reason.GATEWAY_FAILED));
  }

  private static Arguments fault(String name, Consumer<NextFault> fault, Reason reason) {
    return Arguments.of(name, fault, reason);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faultsAfterWork")
  void confirm_everyAnswerSpoilt_isUnknownAndTheSameCallAgainPaysOnce(
      String name, Consumer<NextFault> fault, Reason reason, GovSandbox gateway) {
    Payment held = fines.hold("W1", fine);
    fault.accept(next("fine.confirm").times(20));

    var e = assertThrows(OutcomeUnknownException.class, () -> fines.confirm(held, "T1"), name);
    gateway.faults().clear();

    assertEquals(reason, e.reason());
    assertTrue(e.idempotencyKey().isPresent());
    assertEquals(1, fines.timesPaid(fine));
    assertEquals(PaymentStatus.SETTLED, client.paymentByOrder("W1").status());
    assertEquals(PaymentStatus.SETTLED, fines.confirm(held, "T1").status());
    assertEquals(1, fines.timesPaid(fine));
  }

  @Test
  void confirm_answerLostOnce_isRepeatedAndPaidOnce(GovSandbox gateway) {
    Payment held = fines.hold("W1", fine);
    next("fine.confirm").answerLost();

    assertEquals(PaymentStatus.SETTLED, fines.confirm(held, "T1").status());
    assertEquals(1, fines.timesPaid(fine));
    assertEquals(0, gateway.faults().waiting());
  }

  @Test
  void confirm_maintenanceAfterALostAnswer_isUnknownNotRejected() {
    Payment held = fines.hold("W1", fine);
    next("fine.confirm").answerLost();
    next("fine.confirm").maintenance(TOO_LONG);

    var e = assertThrows(OutcomeUnknownException.class, () -> fines.confirm(held, "T1"));

    assertEquals(Reason.REJECTED_BEFORE_PROCESSING, e.reason());
    assertEquals(1, fines.timesPaid(fine));
    assertEquals(PaymentStatus.SETTLED, fines.confirm(held, "T1").status());
  }

  @Test
  void confirm_maintenanceAlone_isRejectedAndNothingMoved() {
    Payment held = fines.hold("W1", fine);
    next("fine.confirm").maintenance(TOO_LONG);

    var e = assertThrows(RejectedException.class, () -> fines.confirm(held, "T1"));

    assertEquals("MAINTENANCE", e.code());
    assertEquals(TOO_LONG, e.problem().retryAfter());
    assertEquals(0, fines.timesPaid(fine));
  }

  @Test
  void confirm_shortMaintenance_isWaitedFor() {
    Payment held = fines.hold("W1", fine);
    next("fine.confirm").maintenance(SOON);

    assertEquals(PaymentStatus.SETTLED, fines.confirm(held, "T1").status());
    assertEquals(1, fines.timesPaid(fine));
  }

  @Test
  void confirm_afterRestart_isTheSameIntent(GovSandbox gateway) {
    Payment held = fines.hold("W1", fine);
    next("fine.confirm").times(20).answerLost();
    assertThrows(OutcomeUnknownException.class, () -> fines.confirm(held, "T1"));
    gateway.faults().clear();

    try (GovClient gov = gateway.clientBuilder().build()) {
      Payment settled = new FineSandbox(gateway, gov).confirm(held, "T1");

      assertEquals(PaymentStatus.SETTLED, settled.status());
      assertEquals(1, fines.timesPaid(fine));
    }
  }

  @Test
  void hold_answerLostEveryTime_isFoundByItsOrderNumber(GovSandbox gateway) {
    PaymentOrder order = PaymentOrder.of("W1", "wallet", fines.quote(fine));
    next("fine.hold").times(20).answerLost();

    assertThrows(OutcomeUnknownException.class, () -> client.hold(order));
    gateway.faults().clear();

    Payment found = client.paymentByOrder("W1");
    assertEquals(PaymentStatus.HELD, found.status());
    assertEquals(found, client.hold(order));
    assertEquals(1, gateway.treasury().openHolds());
  }

  @Test
  void release_answerLostOnce_isRepeated() {
    Payment held = fines.hold("W1", fine);
    next("fine.release").answerLost();

    assertEquals(PaymentStatus.RELEASED, client.release(held.paymentId(), "付款人取消").status());
  }

  @Test
  void refund_answerLostEveryTime_isAskedForOnce(GovSandbox gateway) {
    String id = fines.settled("W1", fine).paymentId();
    RefundOrder order = new RefundOrder("R1", Money.yuan("150"), "多缴");
    next("fine.refund").times(20).answerLost();

    assertThrows(OutcomeUnknownException.class, () -> client.refund(id, order));
    gateway.faults().clear();

    assertEquals(client.refundStatus(id, "R1"), client.refund(id, order));
    gateway.treasury().approveRefund(id, "R1");
    gateway.treasury().payBackRefund(id, "R1");
    assertEquals(15_000, gateway.treasury().fenRefunded());
  }

  @Test
  void lookup_answerLostOnce_isAskedAgain() {
    next("fine.lookup").answerLost();

    assertEquals(PenaltyStatus.PAYABLE, fines.quote(fine).status());
  }
}
