package io.yiwang.payments;

import static io.yiwang.payments.FineSandbox.TEN;
import static io.yiwang.payments.FineSandbox.charge;
import static io.yiwang.payments.FineSandbox.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.RejectedException;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Confidential;
import io.yiwang.value.Money;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests each code of {@link FineCode} and its members, as the gateway sends them. */
class FineRejectionsTest {
  @RegisterExtension static final GovSandboxExtension SANDBOX = FineSandbox.extension();

  private FineSandbox fines;
  private FineClient client;
  private Seed.Fine inTime;
  private Seed.Fine late;

  @BeforeEach
  void open(GovSandbox gateway, GovClient gov) {
    fines = new FineSandbox(gateway, gov);
    client = fines.client();
    inTime = fines.payable(0);
    late = fines.payable(1);
  }

  private static RejectedException rejected(String code, Executable call) {
    RejectedException e = assertThrows(RejectedException.class, call);
    assertEquals(code, e.code());
    return e;
  }

  private PaymentOrder order(String orderNo, Seed.Fine fine, Money amount) {
    var line = new PaymentOrder.Line(number(fine), amount);
    return new PaymentOrder(orderNo, "wallet", List.of(line), null);
  }

  @ParameterizedTest
  @CsvSource({
    "PAID, 409, DECISION_PAID",
    "HELD, 409, DECISION_HELD",
    "NOT_YET_PAYABLE, 422, NOT_YET_PAYABLE",
    "CONTESTED, 422, DECISION_CONTESTED",
    "REVOKED, 422, DECISION_REVOKED",
    "ENFORCED, 422, TRANSFERRED_TO_COURT"
  })
  void hold_decisionThatCannotBePaid_namesIt(String status, int http, String code) {
    Seed.Fine fine = fines.gateway().seed().fineWithStatus(status);

    RejectedException e = rejected(code, () -> client.hold(order("W1", fine, Money.yuan("150"))));

    assertEquals(new PenaltyStatus(status), fines.quote(fine).status());
    assertEquals(http, e.problem().status());
    assertEquals(number(fine), e.member("decisionNumber", PenaltyDecisionNumber.class));
    assertNotNull(e.problem().detail());
    assertTrue(e.traceId().isPresent());
    rejected(FineCode.PAYMENT_UNKNOWN, () -> client.paymentByOrder("W1"));
  }

  @Test
  void hold_heldByAnother_saysUntilWhen() {
    fines.hold("W1", inTime);

    RejectedException e =
        rejected(FineCode.DECISION_HELD, () -> client.hold(order("W2", inTime, Money.yuan("150"))));

    assertEquals(TEN.plusMinutes(30).toInstant(), heldUntil(e).toInstant());
    assertNull(e.member("penalty", Penalty.class));
  }

  private static OffsetDateTime heldUntil(RejectedException e) {
    OffsetDateTime until = e.member("heldUntil", OffsetDateTime.class);
    assertNotNull(until);
    return until;
  }

  @Test
  void hold_quoteOfYesterday_bringsTheNewOne(GovSandbox gateway) {
    PaymentOrder order = PaymentOrder.of("W1", "wallet", fines.quote(late));
    gateway.clock().advance(Duration.ofDays(1));

    RejectedException e = rejected(FineCode.AMOUNT_CHANGED, () -> client.hold(order));

    assertEquals(fines.quote(late), e.member("penalty", Penalty.class));
    assertEquals(Money.yuan("199.50"), fines.quote(late).total());
  }

  @Test
  void hold_lessThanThePrincipal_isRefused() {
    rejected(
        FineCode.PARTIAL_PAYMENT_REFUSED,
        () -> client.hold(order("W1", inTime, Money.yuan("149.99"))));
  }

  @Test
  void hold_unknownDecision_isNotFound() {
    var unknown = new PaymentOrder.Line(new PenaltyDecisionNumber("X"), Money.fen(1));

    rejected(
        FineCode.PENALTY_NOT_FOUND,
        () -> client.hold(new PaymentOrder("W1", "wallet", List.of(unknown), null)));
  }

  @Test
  void hold_regionThatHasNotJoined_isRefusedAsIsItsLookup(GovSandbox gateway) {
    Seed.Fine chunan = gateway.seed().payableFines("330127").get(0);

    rejected(FineCode.REGION_NOT_OPEN, () -> fines.quote(chunan));
    rejected(FineCode.REGION_NOT_OPEN, () -> client.hold(order("W1", chunan, Money.yuan("150"))));
  }

  @Test
  void hold_onlyThePartyMayPay_isRefusedUntilThePartyIsNamed(GovSandbox gateway) {
    Seed.Fine fine =
        gateway.seed().fines().stream()
            .filter(each -> each.decisionNumber().startsWith("杭西市监罚"))
            .findFirst()
            .orElseThrow();
    PaymentOrder unnamed = PaymentOrder.of("W1", "wallet", fines.quote(fine));

    rejected(FineCode.PAYER_MUST_BE_PARTY, () -> client.hold(unnamed));

    var name = Confidential.of(fine.party().name());
    PaymentOrder named = new PaymentOrder("W2", "wallet", unnamed.lines(), name);
    assertEquals(PaymentStatus.HELD, client.hold(named).status());
  }

  @Test
  void hold_orderNumberWithOtherLines_isRefused() {
    fines.hold("W1", inTime);

    rejected("IDEMPOTENCY_KEY_REUSED", () -> fines.hold("W1", late));
  }

  @Test
  void hold_orderNumberOfAnOldPayment_isConflict(GovSandbox gateway) {
    fines.hold("W1", inTime);
    // The gateway forgets keys after 7 days, but no order number.
    gateway.clock().advance(Duration.ofDays(8));

    rejected(FineCode.ORDER_NO_CONFLICT, () -> fines.hold("W1", late));
  }

  @Test
  void confirm_otherAmount_isMismatch() {
    Payment held = fines.hold("W1", inTime);

    rejected(
        FineCode.AMOUNT_MISMATCH,
        () -> client.confirm(held.paymentId(), charge("T1", Money.yuan("150.01"))));
    assertEquals(0, fines.timesPaid(inTime));
  }

  @Test
  void confirm_chargeOfAnotherPayment_isDuplicate() {
    fines.confirm(fines.hold("W1", inTime), "T1");
    Payment second = fines.hold("W2", late);

    rejected(FineCode.DUPLICATE_TRADE_NO, () -> fines.confirm(second, "T1"));
    assertEquals(0, fines.timesPaid(late));
  }

  @Test
  void confirm_settledWithAnotherCharge_isClosed() {
    Payment held = fines.hold("W1", inTime);
    fines.confirm(held, "T1");

    rejected(FineCode.PAYMENT_CLOSED, () -> fines.confirm(held, "T2"));
    rejected(FineCode.PAYMENT_CLOSED, () -> client.release(held.paymentId(), "取消"));
    assertEquals(1, fines.timesPaid(inTime));
  }

  @Test
  void confirm_expiredAndTakenByAnother_isHoldLost(GovSandbox gateway) {
    Payment first = fines.hold("W1", inTime);
    gateway.clock().advance(Duration.ofMinutes(31));
    fines.settled("W2", inTime);

    rejected(FineCode.HOLD_LOST, () -> fines.confirm(first, "T1"));
    assertEquals(1, fines.timesPaid(inTime));
  }

  @Test
  void confirm_expiredAndDearerSince_isHoldLost(GovSandbox gateway) {
    Payment held = fines.hold("W1", late);
    gateway.clock().advance(Duration.ofDays(1));

    rejected(FineCode.HOLD_LOST, () -> fines.confirm(held, "T1"));
    assertEquals(0, gateway.treasury().fenSettled());
  }

  @Test
  void refund_heldTooMuchOrTwiceAtOnce_isNotAllowed() {
    Payment held = fines.hold("W1", inTime);
    String id = held.paymentId();
    rejected(FineCode.REFUND_NOT_ALLOWED, () -> refund(id, "R1", "150"));
    fines.confirm(held, "T1");

    rejected(FineCode.REFUND_NOT_ALLOWED, () -> refund(id, "R2", "150.01"));
    assertEquals(RefundStatus.REQUESTED, refund(id, "R3", "1").status());
    rejected(FineCode.REFUND_NOT_ALLOWED, () -> refund(id, "R4", "1"));
  }

  @Test
  void refund_numberOfAnotherPayment_isConflict() {
    refund(fines.settled("W1", inTime).paymentId(), "R1", "150");
    String second = fines.settled("W2", late).paymentId();

    rejected(FineCode.ORDER_NO_CONFLICT, () -> refund(second, "R1", "1"));
  }

  private Refund refund(String paymentId, String refundNo, String yuan) {
    return client.refund(paymentId, new RefundOrder(refundNo, Money.yuan(yuan), "多缴"));
  }

  @Test
  void confirm_dayEnd_movesNoMoneyAndSaysHowLong(GovSandbox gateway) {
    Payment held = fines.hold("W1", inTime);
    gateway.treasury().closeForDayEnd(Duration.ofMinutes(20));

    RejectedException e = rejected(FineCode.DAY_END_CLOSED, () -> fines.confirm(held, "T1"));

    assertEquals(503, e.problem().status());
    assertEquals(Duration.ofMinutes(20), e.problem().retryAfter());
    rejected(FineCode.DAY_END_CLOSED, () -> fines.hold("W2", late));
    gateway.treasury().reopen();
    assertEquals(PaymentStatus.SETTLED, fines.confirm(held, "T1").status());
  }
}
