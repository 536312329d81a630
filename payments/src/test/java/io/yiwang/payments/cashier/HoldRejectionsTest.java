package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.RejectedException;
import io.yiwang.payments.ActionOwner;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.PaymentStatus;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.Proof;
import io.yiwang.payments.cashier.FineOutcome.PayerMoney;
import io.yiwang.payments.cashier.FineOutcome.Refused;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Confidential;
import io.yiwang.value.Money;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests the rejections of section 4 that come before the payer is charged: what the caller gets,
 * and what becomes of the hold.
 */
class HoldRejectionsTest extends RejectionFixture {
  /** Returns a quote of a decision as if it could be paid, for the gateway to reject. */
  private Quote quoteOf(String decisionNumber, Money total) {
    Penalty like = world.quote(fine).penalties().get(0);
    var number = new PenaltyDecisionNumber(decisionNumber);
    return new Quote(
        List.of(new FineTicket(number, Proof.plate("浙A00000"))),
        List.of(
            new Penalty(
                number,
                like.region(),
                like.authority(),
                like.violation(),
                like.party(),
                like.decidedOn(),
                like.dueOn(),
                total,
                Money.ZERO,
                total,
                like.quotedAt(),
                like.quoteValidUntil(),
                like.status(),
                null)));
  }

  private FineOutcome pay(String orderNo, Quote quote) {
    world.orders.add(orderNo);
    return world.cashier.pay(orderNo, quote);
  }

  @ParameterizedTest
  @CsvSource({
    "PAID, DECISION_PAID, PAYER",
    "HELD, DECISION_HELD, PAYER",
    "NOT_YET_PAYABLE, NOT_YET_PAYABLE, PAYER",
    "CONTESTED, DECISION_CONTESTED, AUTHORITY",
    "REVOKED, DECISION_REVOKED, PAYER",
    "ENFORCED, TRANSFERRED_TO_COURT, AUTHORITY"
  })
  void pay_decisionThatCannotBePaid_isRefusedBeforeAnyCharge(
      String status, String code, ActionOwner actionOwner, GovSandbox sandbox) {
    String number = sandbox.seed().fineWithStatus(status).decisionNumber();

    Refused refused =
        refused(
            code,
            actionOwner,
            PayerMoney.NEVER_CHARGED,
            pay("W1", quoteOf(number, Money.yuan("150"))));

    assertEquals(status.equals("HELD"), refused.retryAt() != null, "when to try again");
    assertEquals(refused, world.cashier.outcome("W1").orElseThrow());
    assertFalse(world.wallet.wasCharged("W1"));
  }

  @Test
  void pay_heldByAnotherChannel_saysUntilWhen() {
    Quote quote = world.quote(fine);
    Payment another = elsewhere().hold(PaymentOrder.of("E1", "other", quote.penalties().get(0)));

    Refused refused =
        refused(
            FineCode.DECISION_HELD, ActionOwner.PAYER, PayerMoney.NEVER_CHARGED, pay("W1", quote));

    assertNotNull(refused.retryAt());
    assertEquals(another.heldUntil().toInstant(), refused.retryAt().toInstant());
    elsewhere().release(another.paymentId(), "left");
  }

  @Test
  void quote_unknownDecision_throwsTheRejection() {
    var e =
        assertThrows(
            RejectedException.class,
            () -> world.cashier.quote(List.of(FineTicket.ofPlate("X1", "浙A00000"))));

    assertEquals(FineCode.PENALTY_NOT_FOUND, e.code());
  }

  @Test
  void pay_unknownDecision_isForThePayerToCheck() {
    refused(
        FineCode.PENALTY_NOT_FOUND,
        ActionOwner.PAYER,
        PayerMoney.NEVER_CHARGED,
        pay("W1", quoteOf("X1", Money.yuan("1"))));
  }

  @Test
  void recover_holdThatNeverArrived_isNotHeld() {
    Quote quote = world.quote(fine);
    world.orders.add("W1");
    world.crashAt(2);
    assertThrows(Crash.class, () -> world.cashier.pay("W1", quote));
    world.restart();

    world.recover();

    refused(
        FineCode.NOT_HELD,
        ActionOwner.PAYER,
        PayerMoney.NEVER_CHARGED,
        world.cashier.outcome("W1").orElseThrow());
    assertInstanceOf(Settled.class, pay("W2", quote), "the decision is free again");
  }

  @Test
  void pay_orderNumberOfAnOldPayment_isRefusedAndTheOldOneUntouched(GovSandbox sandbox) {
    Quote quote = world.quote(late);
    Payment another = elsewhere().hold(PaymentOrder.of("W1", "wallet", quote.penalties().get(0)));
    sandbox.clock().advance(Duration.ofDays(8));

    refused(
        FineCode.ORDER_NO_CONFLICT,
        ActionOwner.PLATFORM,
        PayerMoney.NEVER_CHARGED,
        pay("W1", world.quote(fine)));

    assertEquals(PaymentStatus.EXPIRED, elsewhere().payment(another.paymentId()).status());
  }

  @Test
  void pay_orderNumberSentWithOtherDecisions_isRefusedAndTheOtherUntouched() {
    Quote quote = world.quote(late);
    Payment another = elsewhere().hold(PaymentOrder.of("W1", "wallet", quote.penalties().get(0)));

    refused(
        FineCode.IDEMPOTENCY_KEY_REUSED,
        ActionOwner.PLATFORM,
        PayerMoney.NEVER_CHARGED,
        pay("W1", world.quote(fine)));

    assertEquals(PaymentStatus.HELD, elsewhere().payment(another.paymentId()).status());
    elsewhere().release(another.paymentId(), "left");
  }

  @Test
  void pay_orderNumberHeldBeforeThisJournal_isTakenUp() {
    Quote quote = world.quote(fine);
    elsewhere().hold(PaymentOrder.of("W1", "wallet", quote.penalties().get(0)));

    assertInstanceOf(Settled.class, pay("W1", quote));
    assertEquals(1, world.timesPaid(fine));
  }

  @Test
  void pay_expiredQuoteThatChanged_isRefusedWithBothAmountsAndNothingIsSent(GovSandbox sandbox) {
    Quote quote = world.quote(fine, late);
    sandbox.clock().advance(Duration.ofDays(1));

    Refused refused =
        refused(
            FineCode.AMOUNT_CHANGED, ActionOwner.PAYER, PayerMoney.NEVER_CHARGED, pay("W1", quote));

    assertNotNull(refused.amounts());
    assertEquals(Money.yuan("345"), refused.amounts().quoted());
    assertEquals(Money.yuan("349.50"), refused.amounts().due());
    var none = assertThrows(RejectedException.class, () -> elsewhere().paymentByOrder("W1"));
    assertEquals(FineCode.PAYMENT_UNKNOWN, none.code(), "nothing was held");
    assertTrue(world.cashier.outcome("W1").isEmpty(), "nothing was begun");
  }

  @Test
  void pay_expiredQuoteThatDidNotChange_isPaid(GovSandbox sandbox) {
    Quote quote = world.quote(fine);
    sandbox.clock().set(quote.validUntil().toInstant());

    assertInstanceOf(Settled.class, pay("W1", quote));
  }

  @Test
  void pay_amountThatChangedAtTheGateway_isRefusedWithBothAmounts() {
    Quote quote = quoteOf(late.decisionNumber(), Money.yuan("160"));

    Refused refused =
        refused(
            FineCode.AMOUNT_CHANGED, ActionOwner.PAYER, PayerMoney.NEVER_CHARGED, pay("W1", quote));

    assertNotNull(refused.amounts());
    assertEquals(Money.yuan("160"), refused.amounts().quoted());
    assertEquals(Money.yuan("195"), refused.amounts().due());
  }

  @Test
  void pay_unknownCodeAtTheHold_isForThePlatform() {
    world.gateway = InterceptingGateway.refusing(world.gateway, "fine.hold", "UNKNOWN_CODE", 422);

    refused("UNKNOWN_CODE", ActionOwner.PLATFORM, PayerMoney.NEVER_CHARGED, world.pay("W1", fine));
  }

  @Test
  void pay_lessThanThePrincipal_isRefused() {
    refused(
        FineCode.PARTIAL_PAYMENT_REFUSED,
        ActionOwner.PLATFORM,
        PayerMoney.NEVER_CHARGED,
        pay("W1", quoteOf(fine.decisionNumber(), Money.yuan("149.99"))));
  }

  @Test
  void pay_regionNotOpen_isRefusedAsIsItsQuote(GovSandbox sandbox) {
    Seed.Fine chunan = sandbox.seed().payableFines("330127").get(0);

    var ticket = new FineTicket(FineSandbox.number(chunan), Proof.partyName(chunan.party().name()));

    var e = assertThrows(RejectedException.class, () -> world.cashier.quote(List.of(ticket)));

    assertEquals(FineCode.REGION_NOT_OPEN, e.code());
    refused(
        FineCode.REGION_NOT_OPEN,
        ActionOwner.PAYER,
        PayerMoney.NEVER_CHARGED,
        pay("W1", quoteOf(chunan.decisionNumber(), Money.yuan("150"))));
  }

  @Test
  void pay_onlyThePartyMayPay_isRefusedUntilThePartyIsNamed(GovSandbox sandbox) {
    Seed.Fine partys =
        sandbox.seed().fines().stream()
            .filter(each -> each.decisionNumber().startsWith("杭西市监罚"))
            .findFirst()
            .orElseThrow();
    Quote quote =
        world.cashier.quote(
            List.of(
                new FineTicket(
                    FineSandbox.number(partys), Proof.partyName(partys.party().name()))));

    refused(
        FineCode.PAYER_MUST_BE_PARTY,
        ActionOwner.PAYER,
        PayerMoney.NEVER_CHARGED,
        pay("W1", quote));

    world.orders.add("W2");
    assertInstanceOf(
        Settled.class, world.cashier.pay("W2", quote, Confidential.of(partys.party().name())));
  }

  @Test
  void pay_dayEnd_isRefusedBeforeAnythingIsHeld(GovSandbox sandbox) {
    sandbox.treasury().closeForDayEnd(Duration.ofMinutes(20));

    Refused refused =
        refused(
            FineCode.DAY_END_CLOSED,
            ActionOwner.PLATFORM,
            PayerMoney.NEVER_CHARGED,
            world.pay("W1", fine));

    assertEquals(FineSandbox.TEN.plusMinutes(20), refused.retryAt());
    sandbox.treasury().reopen();
    assertInstanceOf(Settled.class, world.pay("W2", fine));
  }
}
