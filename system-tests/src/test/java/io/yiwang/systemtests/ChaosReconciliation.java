package io.yiwang.systemtests;

import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.cashier.FineRefund;
import io.yiwang.payments.cashier.RefundState;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Treasury;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that treasury, payers' channel and journal agree to the fen after a {@link ChaosRun}. */
final class ChaosReconciliation {
  private final GovSandbox sandbox;
  private final ChaosChannel channel;
  private final ChaosLog log;
  private final FineCashier cashier;
  private final Map<String, Long> keptByOrder = new HashMap<>();
  private final Map<String, Long> paidByOrder = new HashMap<>();
  private final List<String> disagreements = new ArrayList<>();
  private int settled;
  private int refused;
  private int givenBack;
  private int refunded;

  /**
   * Compares the books.
   *
   * @param cashier reads the journal
   */
  ChaosReconciliation(GovSandbox sandbox, ChaosChannel channel, ChaosLog log, FineCashier cashier) {
    this.sandbox = sandbox;
    this.channel = channel;
    this.log = log;
    this.cashier = cashier;
    disagreements.addAll(log.violations());
    disagreements.addAll(channel.violations());
    sandbox.contractViolations().forEach(each -> disagreements.add("the sandbox broke: " + each));
    checkTreasury();
    checkUnknownOrders();
    log.begun().forEach(this::checkPayment);
    log.refunds().forEach(this::checkRefund);
  }

  List<String> disagreements() {
    return disagreements;
  }

  int settled() {
    return settled;
  }

  /** Returns how many payments were refused before the payer was charged. */
  int refused() {
    return refused;
  }

  /** Returns how many payments were refused after the payer was charged, who has it back. */
  int givenBack() {
    return givenBack;
  }

  int refunded() {
    return refunded;
  }

  /** Checks that a paid decision is paid back in full before it is paid again. */
  private void checkTreasury() {
    Map<String, Long> keptByDecision = new HashMap<>();
    for (Treasury.Entry entry : sandbox.treasury().entries()) {
      keptByOrder.merge(entry.orderNo(), entry.fen(), Long::sum);
      paidByOrder.merge(entry.orderNo(), Math.max(0, entry.fen()), Long::sum);
      long before = keptByDecision.getOrDefault(entry.decisionNumber(), 0L);
      if (entry.fen() > 0 && before > 0) {
        disagreements.add("paid twice: " + entry);
      }
      keptByDecision.put(entry.decisionNumber(), before + entry.fen());
    }
    if (sandbox.treasury().openHolds() > 0) {
      disagreements.add(sandbox.treasury().openHolds() + " holds are left open");
    }
  }

  /** Checks that treasury and channel know only orders that a node has begun. */
  private void checkUnknownOrders() {
    Set<String> orders = new HashSet<>(keptByOrder.keySet());
    orders.removeIf(orderNo -> orderNo.startsWith(FaultSchedule.OTHER_CHANNEL));
    orders.addAll(channel.orders());
    log.begun().forEach(orders::remove);
    orders.forEach(orderNo -> disagreements.add("nobody has begun " + orderNo));
  }

  private void checkPayment(String orderNo) {
    FineOutcome outcome = cashier.outcome(orderNo).orElse(null);
    long kept = keptByOrder.getOrDefault(orderNo, 0L);
    long paid = paidByOrder.getOrDefault(orderNo, 0L);
    boolean charged = channel.wasCharged(orderNo);
    boolean agree = kept == channel.fen(orderNo);
    if (outcome instanceof FineOutcome.Settled payment) {
      settled++;
      agree &= charged && paid == payment.payment().amount().fen();
    } else if (outcome instanceof FineOutcome.Refused refusal) {
      boolean isGivenBack = refusal.payerMoney() == FineOutcome.PayerMoney.REFUNDED;
      givenBack += isGivenBack ? 1 : 0;
      refused += isGivenBack ? 0 : 1;
      agree &=
          paid == 0
              && charged == isGivenBack
              && refusal.payerMoney() != FineOutcome.PayerMoney.BEING_REFUNDED;
    } else {
      // The node was killed before the payment was on disk, or the payment is left open.
      agree &= outcome == null && paid == 0 && !charged;
    }
    if (!agree) {
      String refundNo = "R-" + orderNo;
      disagreements.add(
          "%s: the treasury has %d of %d fen, the channel %d; journal: %s, refund %s of %s%s"
              .formatted(
                  orderNo,
                  kept,
                  paid,
                  channel.fen(orderNo),
                  outcome,
                  cashier.refundOutcome(refundNo).orElse(null),
                  log.refunds().contains(refundNo) ? "one" : "none",
                  log.historyOf(orderNo)));
    }
  }

  private void checkRefund(String refundNo) {
    FineRefund refund = cashier.refundOutcome(refundNo).orElse(null);
    if (refund != null && !refund.state().isFinal()) {
      disagreements.add("refund is left open: " + refund);
    }
    if (refund != null && refund.state() == RefundState.PAID_BACK) {
      refunded++;
    }
  }
}
