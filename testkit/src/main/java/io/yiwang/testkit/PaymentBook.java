package io.yiwang.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds the payments, moves them from state to state, and keeps the ledger of money that was paid
 * or refunded. Guarded by the {@link VirtualScheduler}.
 */
final class PaymentBook {
  /** A line of the ledger: one decision that was paid or refunded. */
  record Entry(boolean refund, Payment payment, Penalty penalty, long fen, Instant at) {}

  private static final Duration HOLD = Duration.ofMinutes(30);

  private final VirtualScheduler scheduler;
  private final ReceiptBook receipts;
  private final Events events;
  private final Map<String, Payment> byId = new LinkedHashMap<>();
  private final Map<String, Payment> byOrderNo = new HashMap<>();
  private final Set<String> tradeNumbers = new HashSet<>();
  private final List<Entry> ledger = new ArrayList<>();
  private Duration settling = Duration.ZERO;
  private Duration deciding = Duration.ofDays(1);
  private Duration payingBack = Duration.ofDays(1);

  PaymentBook(VirtualScheduler scheduler, ReceiptBook receipts, Events events) {
    this.scheduler = scheduler;
    this.events = events;
    this.receipts = receipts;
  }

  /** Sets the time for which a confirmed payment is SETTLING. */
  void settlingTakes(Duration duration) {
    settling = duration;
  }

  /** Sets the time that the authority takes to decide on a refund, and the treasury to pay it. */
  void refundsTake(Duration decision, Duration paying) {
    deciding = decision;
    payingBack = paying;
  }

  Duration settling() {
    return settling;
  }

  Duration deciding() {
    return deciding;
  }

  Duration payingBack() {
    return payingBack;
  }

  @Nullable Payment find(String id) {
    return byId.get(id);
  }

  @Nullable Payment findByOrder(String orderNo) {
    return byOrderNo.get(orderNo);
  }

  List<Payment> payments() {
    return List.copyOf(byId.values());
  }

  List<Entry> ledger() {
    return List.copyOf(ledger);
  }

  Payment hold(String orderNo, String channel, List<PaymentLine> lines, Instant now) {
    String id = "pay-" + (1_000_001 + byId.size());
    Payment payment = new Payment(id, orderNo, channel, lines, now, now.plus(HOLD));
    byId.put(id, payment);
    byOrderNo.put(orderNo, payment);
    lines.forEach(line -> line.penalty.hold(payment.heldUntil));
    scheduler.add(payment.heldUntil, () -> expire(payment));
    return payment;
  }

  private void expire(Payment payment) {
    if (payment.status == Payment.Status.HELD) {
      payment.become(Payment.Status.EXPIRED, payment.heldUntil);
      payment.lines.forEach(line -> line.penalty.free());
      events.happened("igs.payment.expired", payment.id, payment.json());
    }
  }

  void release(Payment payment, Instant now) {
    payment.become(Payment.Status.RELEASED, now);
    payment.lines.forEach(line -> line.penalty.free());
  }

  boolean isUsed(String tradeNo) {
    return tradeNumbers.contains(tradeNo);
  }

  /** Confirms a payment that is held, or that is expired and can still be paid. */
  void confirm(Payment payment, String tradeNo, Instant now) {
    tradeNumbers.add(tradeNo);
    payment.channelTradeNo = tradeNo;
    payment.become(Payment.Status.SETTLING, now);
    payment.lines.forEach(line -> line.penalty.hold(payment.heldUntil));
    if (settling.isZero()) {
      settle(payment, now);
    } else {
      Instant settledAt = now.plus(settling);
      scheduler.add(settledAt, () -> settle(payment, settledAt));
    }
  }

  private void settle(Payment payment, Instant at) {
    payment.become(Payment.Status.SETTLED, at);
    payment.settledAt = at;
    for (PaymentLine line : payment.lines) {
      line.penalty.pay(line.surcharge);
      line.receipt = receipts.issue(payment, line, at);
      ledger.add(new Entry(false, payment, line.penalty, line.amount(), at));
    }
    events.happened("igs.payment.settled", payment.id, payment.json());
    for (PaymentLine line : payment.lines) {
      Receipt receipt = Objects.requireNonNull(line.receipt);
      events.happened("igs.receipt.issued", receipt.number(), receipts.sealed(receipt));
    }
  }

  Refund requestRefund(Payment payment, String refundNo, long amount, String reason, Instant now) {
    Refund refund = new Refund(refundNo, payment.id, amount, reason, now);
    payment.refunds.put(refundNo, refund);
    payment.become(Payment.Status.REFUNDING, now);
    Instant decidedAt = now.plus(deciding);
    scheduler.add(decidedAt, () -> approve(payment, refund, decidedAt));
    return refund;
  }

  void approve(Payment payment, Refund refund, Instant at) {
    if (refund.status == Refund.Status.REQUESTED) {
      refund.status = Refund.Status.APPROVED;
      refund.decidedAt = at;
      Instant paidBackAt = at.plus(payingBack);
      scheduler.add(paidBackAt, () -> payBack(payment, refund, paidBackAt));
    }
  }

  void reject(Payment payment, Refund refund, String note, Instant at) {
    if (refund.status == Refund.Status.REQUESTED) {
      refund.status = Refund.Status.REJECTED;
      refund.decidedAt = at;
      refund.note = note;
      payment.become(Payment.Status.SETTLED, at);
    }
  }

  void payBack(Payment payment, Refund refund, Instant at) {
    if (refund.status != Refund.Status.APPROVED) {
      return;
    }
    refund.status = Refund.Status.PAID_BACK;
    refund.paidBackAt = at;
    long left = refund.amount;
    for (PaymentLine line : payment.lines) {
      long share = Math.min(left, line.amount() - line.refunded);
      if (share > 0) {
        payBack(payment, line, share, at);
        left -= share;
      }
    }
    boolean all = payment.refunded() == payment.amount();
    payment.become(all ? Payment.Status.REFUNDED : Payment.Status.SETTLED, at);
    events.happened("igs.payment.refunded", payment.id, payment.json());
  }

  private void payBack(Payment payment, PaymentLine line, long share, Instant at) {
    line.refunded += share;
    ledger.add(new Entry(true, payment, line.penalty, share, at));
    if (line.refunded == line.amount()) {
      Objects.requireNonNull(line.receipt).cancel();
      // The payer has the money back, so the fine is owed again.
      line.penalty.free();
    }
  }
}
