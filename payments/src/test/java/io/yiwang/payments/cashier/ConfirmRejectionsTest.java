package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yiwang.Gateway;
import io.yiwang.payments.ActionOwner;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.FineSandbox;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.cashier.FineOutcome.PayerMoney;
import io.yiwang.payments.cashier.FineOutcome.Pending;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.testkit.GovSandbox;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the rejections of section 4 that come after the payer is charged: what the caller gets, and
 * what becomes of the hold and the money.
 */
class ConfirmRejectionsTest extends RejectionFixture {
  @Test
  void confirm_holdLost_refundsThePayer(GovSandbox sandbox) {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    assertInstanceOf(Pending.class, world.pay("W1", fine));
    sandbox.clock().advance(Duration.ofMinutes(31));
    takenByAnother();
    world.wallet.payerPays("W1");

    FineOutcome outcome = world.cashier.confirm("W1");

    refused(FineCode.HOLD_LOST, ActionOwner.PAYER, PayerMoney.REFUNDED, outcome);
    assertEquals(0, world.wallet.fen("W1"));
    assertEquals(1, world.timesPaid(fine));
  }

  private void takenByAnother() {
    Penalty penalty = world.quote(fine).penalties().get(0);
    Payment held = elsewhere().hold(PaymentOrder.of("E1", "other", penalty));
    elsewhere()
        .confirm(held.paymentId(), new ChannelPayment("e-1", FineSandbox.TEN, held.amount()));
  }

  @Test
  void confirm_holdLostAndChannelDown_isBeingRefundedUntilItIs(GovSandbox sandbox) {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", fine);
    sandbox.clock().advance(Duration.ofMinutes(31));
    takenByAnother();
    world.wallet.payerPays("W1");

    world.wallet.downForRefunds(true);
    refused(
        FineCode.HOLD_LOST,
        ActionOwner.PAYER,
        PayerMoney.BEING_REFUNDED,
        world.cashier.confirm("W1"));
    world.wallet.downForRefunds(false);
    world.recover();

    refused(
        FineCode.HOLD_LOST,
        ActionOwner.PAYER,
        PayerMoney.REFUNDED,
        world.cashier.outcome("W1").orElseThrow());
  }

  @Test
  void confirm_expiredButStillAvailable_settles(GovSandbox sandbox) {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", fine);
    sandbox.clock().advance(Duration.ofMinutes(31));
    world.wallet.payerPays("W1");

    assertInstanceOf(Settled.class, world.cashier.confirm("W1"));
    assertEquals(1, world.timesPaid(fine));
  }

  @Test
  void confirm_closedByAnotherCharge_refundsOurs() {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", fine);
    Payment held = elsewhere().paymentByOrder("W1");
    elsewhere()
        .confirm(held.paymentId(), new ChannelPayment("by-hand", FineSandbox.TEN, held.amount()));
    world.wallet.payerPays("W1");

    FineOutcome outcome = world.cashier.confirm("W1");

    refused(FineCode.PAYMENT_CLOSED, ActionOwner.PLATFORM, PayerMoney.REFUNDED, outcome);
    assertEquals(1, world.timesPaid(fine));
    assertEquals(0, world.wallet.fen("W1"));
    // The charge by hand is not in this wallet.
    world.orders.clear();
  }

  @Test
  void confirm_closedByOurOwnCharge_isSettled() {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", fine);
    world.wallet.payerPays("W1");
    world.gateway =
        InterceptingGateway.refusingAfterwards(
            world.gateway, "fine.confirm", FineCode.PAYMENT_CLOSED, 409);

    assertInstanceOf(Settled.class, world.cashier.confirm("W1"));
    assertEquals(1, world.timesPaid(fine));
  }

  @Test
  void confirm_releasedByAnother_refundsThePayer() {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", fine);
    elsewhere().release(elsewhere().paymentByOrder("W1").paymentId(), "by hand");
    world.wallet.payerPays("W1");

    refused(
        FineCode.PAYMENT_CLOSED,
        ActionOwner.PLATFORM,
        PayerMoney.REFUNDED,
        world.cashier.confirm("W1"));
  }

  @Test
  void release_paidAfterAll_isSettled() {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", fine);
    Payment held = elsewhere().paymentByOrder("W1");
    world.gateway =
        InterceptingGateway.before(
            world.gateway,
            "fine.release",
            () ->
                elsewhere()
                    .confirm(
                        held.paymentId(),
                        new ChannelPayment("by-hand", FineSandbox.TEN, held.amount())));

    assertInstanceOf(Settled.class, world.cashier.release("W1"));
    world.orders.clear();
  }

  @Test
  void pay_tradeNumberOfAnotherPayment_releasesAndRefunds() {
    assertInstanceOf(Settled.class, world.pay("W1", fine));
    world.wallet.next(Wallet.Fault.SAME_TRADE_NO);

    FineOutcome outcome = world.pay("W2", late);

    refused(FineCode.DUPLICATE_TRADE_NO, ActionOwner.PLATFORM, PayerMoney.REFUNDED, outcome);
    assertEquals(0, world.sandbox.treasury().openHolds());
    assertEquals(0, world.timesPaid(late));
  }

  @Test
  void pay_channelTakesAnotherAmount_releasesAndRefunds() {
    world.wallet.next(Wallet.Fault.WRONG_AMOUNT);

    FineOutcome outcome = world.pay("W1", fine);

    refused(FineCode.AMOUNT_MISMATCH, ActionOwner.PLATFORM, PayerMoney.REFUNDED, outcome);
    assertEquals(0, world.wallet.fen("W1"));
    assertEquals(0, world.sandbox.treasury().openHolds());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {FineCode.AMOUNT_MISMATCH, FineCode.IDEMPOTENCY_KEY_REUSED, "UNKNOWN_CODE"})
  void pay_confirmationRejectedAndStillHeld_releasesBeforeItRefunds(String code) {
    world.gateway = InterceptingGateway.refusing(world.gateway, "fine.confirm", code, 422);

    refused(code, ActionOwner.PLATFORM, PayerMoney.REFUNDED, world.pay("W1", fine));

    assertEquals(
        List.of("HOLDING", "CHARGING", "CONFIRMING", "RELEASING", "RETURNING", "RETURNED"),
        world.states);
    assertEquals(0, world.sandbox.treasury().openHolds());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {FineCode.AMOUNT_MISMATCH, FineCode.IDEMPOTENCY_KEY_REUSED, "UNKNOWN_CODE"})
  void pay_confirmationRejectedAlthoughCarriedOut_isSettled(String code) {
    world.gateway =
        InterceptingGateway.refusingAfterwards(world.gateway, "fine.confirm", code, 422);

    assertInstanceOf(Settled.class, world.pay("W1", fine));
    assertEquals(1, world.timesPaid(fine));
  }

  @ParameterizedTest
  @CsvSource({
    "503, MAINTENANCE",
    "429, RATE_LIMITED",
    "401, SIGNATURE_INVALID",
    "401, KEY_REVOKED",
    "403, FORBIDDEN",
    "500, INTERNAL"
  })
  void pay_rejectedBeforeProcessing_isRefusedBeforeAndPendingAfterTheCharge(
      int status, String code) {
    Gateway open = world.gateway;
    world.gateway = InterceptingGateway.refusing(world.gateway, "fine.hold", code, status);
    refused(code, ActionOwner.PLATFORM, PayerMoney.NEVER_CHARGED, world.pay("W1", fine));

    world.gateway = open;
    world.gateway = InterceptingGateway.refusing(world.gateway, "fine.confirm", code, status);
    Pending pending = assertInstanceOf(Pending.class, world.pay("W2", fine));
    assertEquals(CashierState.CONFIRMING, pending.state());
    world.recover();
    assertEquals(pending, world.cashier.outcome("W2").orElseThrow());

    world.gateway = open;
    world.recover();
    assertInstanceOf(Settled.class, world.cashier.outcome("W2").orElseThrow());
    assertEquals(1, world.timesPaid(fine));
  }

  @Test
  void confirm_dayEnd_isPendingAndSettlesWhenItIsOver(GovSandbox sandbox) {
    world.wallet.next(Wallet.Fault.UNDERWAY);
    world.pay("W1", fine);
    world.wallet.payerPays("W1");
    sandbox.treasury().closeForDayEnd(Duration.ZERO);

    Pending pending = assertInstanceOf(Pending.class, world.cashier.confirm("W1"));
    world.recover();
    assertEquals(CashierState.CONFIRMING, pending.state());
    assertEquals(0, world.timesPaid(fine));

    sandbox.treasury().reopen();
    world.recover();

    assertInstanceOf(Settled.class, world.cashier.outcome("W1").orElseThrow());
    assertEquals(1, world.timesPaid(fine));
  }
}
