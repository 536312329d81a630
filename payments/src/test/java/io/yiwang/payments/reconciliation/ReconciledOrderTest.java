package io.yiwang.payments.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.payments.cashier.CashierState;
import io.yiwang.payments.reconciliation.PayerRefund.Expected;
import io.yiwang.payments.reconciliation.Reconciled.Kind;
import io.yiwang.value.Money;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the comparison of one order. */
class ReconciledOrderTest {
  /** Tests that not all sums are tried, of which 60 refunds have 2 to the power of 60. */
  @Test
  @Timeout(20)
  void reconciled_manyPossibleRefunds_triesOnlyPossibleSums() {
    ReconciledOrder order = new ReconciledOrder("W1");
    order.addOurs(
        new ReconciledOrder.Ours(CashierState.SETTLED, false, false, "t-1", "p-1"), 1L << 61);
    for (int i = 0; i < 60; i++) {
      order.addRefund(new PayerRefund("r" + i, 1L << i, Expected.PERHAPS, Expected.PERHAPS, true));
    }
    order.add(new OrderSorter.Line(OrderSorter.Source.CHANNEL, "W1", 0, 5, "t-1", ""));

    Reconciled reconciled = order.reconciled();

    assertEquals(Reconciled.Kind.REFUNDED, reconciled == null ? null : reconciled.kind());
  }

  @Test
  void add_refundReadTwice_countsOnce() {
    ReconciledOrder order = new ReconciledOrder("W1");
    order.addOurs(new ReconciledOrder.Ours(CashierState.SETTLED, false, false, "t", "p"), 15_000);
    for (int i = 0; i < 2; i++) {
      order.add(
          new OrderSorter.Line(OrderSorter.Source.OUR_REFUND, "W1", 0, 5_000, "R1", "YES NO true"));
    }
    order.add(new OrderSorter.Line(OrderSorter.Source.CHANNEL, "W1", 0, 5_000, "r", ""));

    Reconciled found = Objects.requireNonNull(order.reconciled());

    assertEquals(Kind.REFUNDED, found.kind());
    assertEquals(found.channel(), new Reconciled.Side(Money.ZERO, Money.fen(5_000)));
  }
}
