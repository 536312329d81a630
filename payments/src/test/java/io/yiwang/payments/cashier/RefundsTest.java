package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.payments.FineClient;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.RefundOrder;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.Money;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tests refunds of settled payments. */
class RefundsTest extends CashierFixture {
  @Test
  void refund_wholePayment_isPaidOutWhenTheTreasuryHasPaid(GovSandbox sandbox) {
    Settled settled = assertInstanceOf(Settled.class, world.pay("W1", fine));

    FineRefund asked = world.cashier.refund("W1", "R1", settled.payment().amount(), "决定撤销");
    assertEquals(RefundState.WAITING, asked.state());
    sandbox.clock().advance(Duration.ofDays(1));
    world.recover();
    assertEquals(15_000, world.wallet.fen("W1"), "approved is not paid back");
    sandbox.clock().advance(Duration.ofDays(1));
    world.recover();

    assertEquals(RefundState.PAID_BACK, world.cashier.refundOutcome("R1").orElseThrow().state());
    assertEquals(0, world.wallet.fen("W1"));
    assertEquals(15_000, sandbox.treasury().fenRefunded());
  }

  @Test
  void refund_refusedByTheChannel_asksAPersonImmediately(GovSandbox sandbox) {
    Settled settled = assertInstanceOf(Settled.class, world.pay("W1", fine));
    world.cashier.refund("W1", "R1", settled.payment().amount(), "决定撤销");
    world.wallet.next(Wallet.Fault.REFUND_REFUSED);
    sandbox.clock().advance(Duration.ofDays(2));

    world.recover();

    assertEquals(1, world.asked.size());
    assertEquals(RefundState.RETURNING, world.asked.get(0).state());
  }

  @Test
  void refund_rejected_isRefused(GovSandbox sandbox) {
    Settled settled = assertInstanceOf(Settled.class, world.pay("W1", fine));
    world.cashier.refund("W1", "R1", Money.yuan("50"), "多缴");
    sandbox.treasury().rejectRefund(settled.payment().paymentId(), "R1", "未多缴");

    world.recover();

    FineRefund refund = world.cashier.refundOutcome("R1").orElseThrow();
    assertEquals(RefundState.REFUSED, refund.state());
    assertEquals("REJECTED", refund.code());
    assertEquals(15_000, world.wallet.fen("W1"));
  }

  @Test
  void refund_twoInParts_eachIsPaidOutOnce(GovSandbox sandbox) {
    world.pay("W1", fine);
    world.cashier.refund("W1", "R1", Money.yuan("50"), "多缴");
    FineRefund second = world.cashier.refund("W1", "R2", Money.yuan("60"), "多缴");
    assertEquals(FineCode.REFUND_NOT_ALLOWED, second.code(), "one at a time");
    sandbox.clock().advance(Duration.ofDays(3));
    world.recover();

    world.cashier.refund("W1", "R3", Money.yuan("60"), "多缴");
    sandbox.clock().advance(Duration.ofDays(3));
    world.recover();

    assertEquals(4_000, world.wallet.fen("W1"));
  }

  @Test
  void refund_paymentNotSettledOrUnknown_isRefused() {
    world.wallet.next(Wallet.Fault.DECLINED);
    world.pay("W1", fine);
    Money amount = Money.yuan("1");

    assertThrows(IllegalStateException.class, () -> world.cashier.refund("W1", "R1", amount, "多缴"));
    assertThrows(
        IllegalArgumentException.class, () -> world.cashier.refund("W9", "R1", amount, "多缴"));
  }

  @Test
  void refund_whileAnotherIsUnderWay_isQueuedAndRequestedWhenThatHasEnded(GovSandbox sandbox) {
    world.pay("W1", fine);
    world.cashier.refund("W1", "R1", Money.yuan("50"), "多缴");

    FineRefund second = world.cashier.refund("W1", "R2", Money.yuan("60"), "多缴");

    assertEquals(RefundState.QUEUED, second.state());
    assertEquals(second, world.cashier.refundOutcome("R2").orElseThrow());
    assertEquals(second, world.cashier.refund("W1", "R2", Money.yuan("60"), "多缴"));
    world.restart();
    sandbox.clock().advance(Duration.ofDays(3));
    world.recover();
    sandbox.clock().advance(Duration.ofDays(3));
    world.recover();
    assertEquals(RefundState.PAID_BACK, world.cashier.refundOutcome("R2").orElseThrow().state());
    assertEquals(4_000, world.wallet.fen("W1"));
  }

  @Test
  void refund_queuedAndTooMuchWhenRequested_isRefused(GovSandbox sandbox) {
    world.pay("W1", fine);
    world.cashier.refund("W1", "R1", Money.yuan("100"), "多缴");
    world.cashier.refund("W1", "R2", Money.yuan("60"), "多缴");
    sandbox.clock().advance(Duration.ofDays(3));
    world.recover();

    FineRefund second = world.cashier.refundOutcome("R2").orElseThrow();

    assertEquals(RefundState.REFUSED, second.state());
    assertEquals(FineCode.REFUND_NOT_ALLOWED, second.code());
    assertEquals(5_000, world.wallet.fen("W1"));
  }

  @Test
  void refund_moreThanWasPaid_isRefused() {
    world.pay("W1", fine);

    FineRefund refund = world.cashier.refund("W1", "R1", Money.yuan("150.01"), "多缴");

    assertEquals(RefundState.REFUSED, refund.state());
    assertEquals(FineCode.REFUND_NOT_ALLOWED, refund.code());
    assertEquals(15_000, world.wallet.fen("W1"));
  }

  @Test
  void refund_numberOfAnotherRefund_isRefused() {
    world.pay("W1", fine);
    world.pay("W2", other);
    String another = new FineClient(world.gateway).paymentByOrder("W2").paymentId();
    new FineClient(world.gateway).refund(another, new RefundOrder("R1", Money.fen(1), "by hand"));

    FineRefund refund = world.cashier.refund("W1", "R1", Money.yuan("1"), "多缴");

    assertEquals(RefundState.REFUSED, refund.state());
    assertEquals(FineCode.ORDER_NO_CONFLICT, refund.code());
    world.orders.remove("W2");
  }
}
