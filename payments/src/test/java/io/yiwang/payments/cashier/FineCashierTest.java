package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.payments.ActionOwner;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Refund;
import io.yiwang.payments.cashier.FineOutcome.PayerMoney;
import io.yiwang.payments.cashier.FineOutcome.Pending;
import io.yiwang.payments.cashier.FineOutcome.Refused;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Tests the ways to pay, to hold and to release, with and without failures. {@link
 * HoldRejectionsTest} and {@link ConfirmRejectionsTest} test the rejections of the gateway.
 */
class FineCashierTest extends CashierFixture {
  @Test
  void pay_basketOfThreeDistricts_isOneChargeAndAReceiptForEach(GovSandbox sandbox) {
    Seed.Fine[] basket =
        sandbox.seed().districts().stream()
            .limit(3)
            .map(each -> sandbox.seed().payableFines(each).get(1))
            .toArray(Seed.Fine[]::new);

    Settled settled = assertInstanceOf(Settled.class, world.pay("W1", basket));

    assertEquals(Money.yuan("585"), settled.payment().amount());
    assertEquals(58_500, world.wallet.fen("W1"));
    for (Payment.Line line : settled.payment().lines()) {
      assertNotNull(line.receiptNumber());
      assertEquals(1, sandbox.treasury().timesPaid(line.decisionNumber().value()));
    }
    assertEquals(
        List.of("HOLDING", "CHARGING", "CONFIRMING", "SETTLED"), world.states, "four writes");
  }

  @Test
  void pay_twentyDecisions_isPaidAtOnce(GovSandbox sandbox) {
    Seed.Fine[] basket =
        sandbox.seed().payableFines(FineSandbox.XIHU).stream().limit(20).toArray(Seed.Fine[]::new);

    Settled settled = assertInstanceOf(Settled.class, world.pay("W1", basket));

    assertEquals(20, settled.payment().lines().size());
  }

  @Test
  void quote_noneOrTooManyOrOneTwice_throwsIllegalArgument() {
    FineTicket ticket = FineTicket.ofPlate(fine.decisionNumber(), fine.plate());

    for (List<FineTicket> tickets :
        List.of(List.<FineTicket>of(), List.of(ticket, ticket), Collections.nCopies(21, ticket))) {
      var e = assertThrows(IllegalArgumentException.class, () -> world.cashier.quote(tickets));
      assertTrue(e.getMessage().startsWith("a quote must "), e.getMessage());
    }
  }

  @Test
  void quote_toString_showsNoProof() {
    Quote quote = world.quote(fine);

    assertTrue(quote.payable());
    assertFalse(quote.toString().contains(fine.plate()));
    assertFalse(quote.toString().contains(fine.decisionNumber()));
  }

  @Test
  void pay_againWithAnExpiredQuote_isTheSamePayment(GovSandbox sandbox) {
    Quote quote = world.quote(fine);
    world.orders.add("W1");
    assertInstanceOf(Settled.class, world.cashier.pay("W1", quote));
    sandbox.clock().set(quote.validUntil().toInstant().plusSeconds(1));

    assertInstanceOf(Settled.class, world.cashier.pay("W1", quote));

    assertEquals(1, world.timesPaid(fine));
  }

  @Test
  void pay_again_isTheSamePayment() {
    Quote quote = world.quote(fine);
    world.orders.add("W1");
    FineOutcome first = world.cashier.pay("W1", quote);

    assertEquals(first, world.cashier.pay("W1", quote));
    world.restart();
    assertEquals(first, world.cashier.pay("W1", quote));

    assertEquals(15_000, world.wallet.fen("W1"));
    assertEquals(1, world.timesPaid(fine));
  }

  @Test
  void pay_orderNumberWithAnotherBasket_throwsIllegalArgument() {
    world.pay("W1", fine);
    Quote quote = world.quote(other);

    var e = assertThrows(IllegalArgumentException.class, () -> world.cashier.pay("W1", quote));

    assertTrue(
        e.getMessage().startsWith("order number W1 belongs to another payment"), e.getMessage());
  }

  @Test
  void pay_decisionThatIsBeingPaid_isRefusedBeforeAnyMoneyMoves() {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    assertInstanceOf(Pending.class, world.pay("W1", fine));

    Refused refused = assertInstanceOf(Refused.class, world.pay("W2", other, fine));

    assertEquals(FineCode.DECISION_IN_PAYMENT, refused.code());
    assertEquals("W1", refused.conflictingOrderNo());
    assertEquals(PayerMoney.NEVER_CHARGED, refused.payerMoney());
    assertFalse(world.wallet.wasCharged("W2"));
    assertInstanceOf(Settled.class, world.pay("W3", other), "the rest of the basket is free");
  }

  @Test
  void pay_sameDecisionFromManyThreads_isPaidOnce(GovSandbox sandbox) throws Exception {
    int threads = 8;
    Quote quote = world.quote(fine);
    FineCashier cashier = world.builder().lease(Duration.ofMinutes(2)).build();
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<FineOutcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        // Two threads share each order number, as when an impatient payer taps twice.
        String orderNo = "W" + i / 2;
        world.orders.add(orderNo);
        outcomes.add(
            pool.submit(
                () -> {
                  start.await();
                  return cashier.pay(orderNo, quote);
                }));
      }
      start.countDown();
      for (Future<FineOutcome> outcome : outcomes) {
        assertNotNull(outcome.get());
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(1, sandbox.treasury().timesPaid(fine.decisionNumber()));
    assertEquals(15_000, world.orders.stream().mapToLong(world.wallet::fen).sum());
  }

  @Test
  void pay_declined_isRefusedAndTheDecisionIsFree() {
    world.wallet.next(Wallet.Fault.DECLINED);

    Refused refused = assertInstanceOf(Refused.class, world.pay("W1", fine));

    assertEquals(FineCode.CHARGE_DECLINED, refused.code());
    assertEquals(ActionOwner.PAYER, refused.actionOwner());
    assertEquals(PayerMoney.NEVER_CHARGED, refused.payerMoney());
    assertInstanceOf(Settled.class, world.pay("W2", fine));
  }

  @Test
  void pay_nothingCouldBeSent_isRefused() {
    Quote quote = world.quote(fine);
    Gateway gateway = world.gateway;
    try (var nowhere =
        world
            .sandbox
            .clientBuilder()
            .endpoint(java.net.URI.create("http://127.0.0.1:1/"))
            .build()) {
      world.gateway = nowhere;
      world.orders.add("W1");

      Refused refused = assertInstanceOf(Refused.class, world.cashier.pay("W1", quote));

      assertEquals(FineCode.NOT_SENT, refused.code());
      assertEquals(ActionOwner.PLATFORM, refused.actionOwner());
    }
    world.gateway = gateway;
  }

  @Test
  void pay_expiredQuoteAndNoAnswer_isRefusedAndNothingWasBegun(GovSandbox sandbox) {
    Quote quote = world.quote(fine);
    sandbox.clock().set(quote.validUntil().toInstant().plusSeconds(1));
    sandbox.faults().next("fine.lookup").answerLost();

    Refused refused = assertInstanceOf(Refused.class, world.cashier.pay("W1", quote));

    assertEquals(FineCode.NO_ANSWER, refused.code());
    assertTrue(world.cashier.outcome("W1").isEmpty());
  }

  @Test
  void pay_noAnswerToHoldOrLookUp_isPendingAndContinues(GovSandbox sandbox) {
    sandbox.faults().next("fine.hold").answerLost();
    sandbox.faults().next("fine.paymentByOrder").answerLost();

    Pending pending = assertInstanceOf(Pending.class, world.pay("W1", fine));

    assertEquals(CashierState.HOLDING, pending.state());
    assertFalse(world.wallet.wasCharged("W1"));
    assertInstanceOf(Settled.class, world.cashier.resume("W1"), "the payer is still present");
  }

  @Test
  void pay_noAnswerToConfirm_isPendingAndRecoverySettles(GovSandbox sandbox) {
    sandbox.faults().next("fine.confirm").answerLost();

    Pending pending = assertInstanceOf(Pending.class, world.pay("W1", fine));
    assertEquals(CashierState.CONFIRMING, pending.state());
    world.restart();
    world.recover();

    assertInstanceOf(Settled.class, world.cashier.outcome("W1").orElseThrow());
    assertEquals(1, world.timesPaid(fine));
  }

  @Test
  void confirm_afterARestart_hasTheSameIdempotencyKey(GovSandbox sandbox) {
    List<String> keys = new ArrayList<>();
    Gateway real = world.gateway;
    world.gateway =
        new Gateway() {
          @Override
          public <T> T call(GovRequest<T> request) {
            if (request.operation().equals("fine.confirm")) {
              keys.add(String.valueOf(request.idempotencyKey()));
            }
            return real.call(request);
          }
        };
    sandbox.faults().next("fine.confirm").answerLost();
    world.pay("W1", fine);
    world.restart();

    world.recover();

    assertEquals(2, keys.size());
    assertEquals(keys.get(0), keys.get(1));
  }

  @Test
  void hold_thenChargedByTheApplication_isConfirmed() {
    Quote quote = world.quote(fine);
    world.orders.add("W1");

    Pending pending = assertInstanceOf(Pending.class, world.cashier.hold("W1", quote));
    assertEquals(CashierState.CHARGING, pending.state());
    assertEquals(pending, world.cashier.confirm("W1"), "not charged yet");
    world.wallet.appCharges("W1", quote.total());

    assertInstanceOf(Settled.class, world.cashier.confirm("W1"));
  }

  @Test
  void hold_thenTheApplicationCrashes_recoveryAsksItsChannelAndSettles() {
    Quote quote = world.quote(fine);
    world.orders.add("W1");
    world.cashier.hold("W1", quote);
    world.restart();
    world.recover();
    assertInstanceOf(
        Pending.class, world.cashier.outcome("W1").orElseThrow(), "the payer still has time");

    world.wallet.appCharges("W1", quote.total());
    world.recover();

    assertInstanceOf(Settled.class, world.cashier.outcome("W1").orElseThrow());
  }

  @Test
  void hold_payerWhoDoesNotPay_isReleasedInTheEnd(GovSandbox sandbox) {
    world.orders.add("W1");
    world.cashier.hold("W1", world.quote(fine));
    sandbox.clock().advance(Duration.ofMinutes(20));

    world.recover();

    Refused refused = assertInstanceOf(Refused.class, world.cashier.outcome("W1").orElseThrow());
    assertEquals(FineCode.PAYER_LEFT, refused.code());
    assertEquals(0, sandbox.treasury().openHolds());
    world.wallet.appCharges("W1", Money.yuan("150"));
    assertFalse(world.wallet.wasCharged("W1"), "the decision is final");
  }

  @Test
  void release_payerWhoHasPaid_isSettled() {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", fine);
    world.wallet.payerPays("W1");

    assertInstanceOf(Settled.class, world.cashier.release("W1"));
  }

  @Test
  void release_payerWhoHasNotPaid_releases(GovSandbox sandbox) {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", fine);

    Refused refused = assertInstanceOf(Refused.class, world.cashier.release("W1"));

    assertEquals(FineCode.PAYER_LEFT, refused.code());
    assertEquals(0, sandbox.treasury().openHolds());
  }

  @Test
  void release_channelThatDoesNotKnowYet_releasesNothing(GovSandbox sandbox) {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", fine);
    world.wallet.next(Wallet.Fault.NONE, Wallet.Fault.UNDERWAY);

    Pending pending = assertInstanceOf(Pending.class, world.cashier.release("W1"));

    assertEquals(CashierState.CANCELLING, pending.state());
    assertEquals(1, sandbox.treasury().openHolds());
    world.wallet.payerPays("W1");
    world.recover();
    assertInstanceOf(Settled.class, world.cashier.outcome("W1").orElseThrow());
  }

  @Test
  void resume_chargeThatNeverArrived_chargesThePayerWhoIsPresent() {
    world.wallet.next(Wallet.Fault.DOWN, Wallet.Fault.DOWN);
    Pending pending = assertInstanceOf(Pending.class, world.pay("W1", fine));
    assertEquals(CashierState.CHARGING, pending.state());

    assertInstanceOf(Settled.class, world.cashier.resume("W1"));
    assertEquals(15_000, world.wallet.fen("W1"));
  }

  @Test
  void resume_unknownOrderNumber_throwsIllegalArgument() {
    var e = assertThrows(IllegalArgumentException.class, () -> world.cashier.resume("W9"));

    assertEquals(
        "the journal has no payment of number W9 in gateway account " + world.sandbox.account(),
        e.getMessage());
    assertTrue(world.cashier.outcome("W9").isEmpty());
  }

  @Test
  void text_ofARefusal_saysWhyAndWhereTheMoneyIs() {
    world.wallet.next(Wallet.Fault.DECLINED);
    Refused declined = assertInstanceOf(Refused.class, world.pay("W1", fine));
    world.wallet.next(Wallet.Fault.WRONG_AMOUNT);
    Refused mismatch = assertInstanceOf(Refused.class, world.pay("W2", fine));

    assertEquals("扣款未成功，请更换支付方式。未向您扣款。", declined.text(Language.ZH_CN));
    assertEquals(
        "The charge was declined. Please use another way to pay. You were not charged.",
        declined.text(Language.EN));
    assertEquals("本次操作未能完成，请联系客服。已扣款项已全额退还。", mismatch.text(Language.ZH_CN));
  }

  @Test
  void pay_channelThatAnswersNull_isPending() {
    FineCashier cashier = world.builder().payerCharge(new Silent()).build();
    world.orders.add("W1");

    Pending pending = assertInstanceOf(Pending.class, cashier.pay("W1", world.quote(fine)));

    assertEquals(CashierState.CHARGING, pending.state());
  }

  @Test
  void build_partMissing_saysWhichAndHow() {
    var e = assertThrows(IllegalStateException.class, () -> FineCashier.builder().build());

    assertEquals("FineCashier needs gateway; call .gateway(...) before .build()", e.getMessage());
    assertNull(e.getCause());
  }

  @Test
  void pay_sameBasketInAnotherOrder_isTheSamePayment() {
    Quote quote = world.quote(fine, other);
    world.orders.add("W1");
    FineOutcome first = world.cashier.pay("W1", quote);

    assertEquals(first, world.cashier.pay("W1", world.quote(other, fine)));
    assertThrows(IllegalArgumentException.class, () -> world.cashier.pay("W1", world.quote(other)));
    PaymentOrder.Line one = quote.lines().get(0);
    PaymentOrder.Line two = quote.lines().get(1);
    assertEquals(
        new PaymentOrder("W1", "wallet", List.of(one, two), null),
        new PaymentOrder("W1", "wallet", List.of(two, one), null));
  }

  @Test
  void confirm_unknownOrderNumber_throwsIllegalArgument() {
    var e = assertThrows(IllegalArgumentException.class, () -> world.cashier.confirm("W9"));

    assertEquals(
        "the journal has no payment of number W9 in gateway account " + world.sandbox.account(),
        e.getMessage());
    assertFalse(world.cashier.outcome("W9").isPresent());
  }

  /** Answers nothing, as a wrong implementation may. */
  private static final class Silent implements PayerCharge {
    @Override
    public ChargeAnswer charge(Order order) {
      return null;
    }

    @Override
    public ChargeAnswer query(String orderNo) {
      return null;
    }

    @Override
    public ChargeAnswer cancel(String orderNo) {
      return null;
    }

    @Override
    public RefundAnswer refund(Refund refund) {
      return null;
    }
  }
}
