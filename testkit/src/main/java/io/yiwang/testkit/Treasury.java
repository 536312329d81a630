package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Shows what really happened to the money behind the gateway, whatever a client was told, and lets
 * a test say how the treasury behaves. Amounts are in fen. Thread-safe.
 */
public final class Treasury {
  private final VirtualScheduler scheduler;
  private final SandboxClock clock;
  private final PaymentBook book;
  private Duration closedFor = Duration.ZERO;
  private boolean closed;

  Treasury(VirtualScheduler scheduler, SandboxClock clock, PaymentBook book) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.book = book;
  }

  /** Describes one decision that was paid, or with a negative amount paid back. */
  public record Entry(
      String paymentId, String orderNo, String decisionNumber, long fen, Instant at) {}

  /** Returns all that came in and went back, in order. */
  public List<Entry> entries() {
    return scheduler.inTurn(() -> book.ledger().stream().map(Treasury::entry).toList());
  }

  private static Entry entry(PaymentBook.Entry entry) {
    return new Entry(
        entry.payment().id,
        entry.payment().orderNo,
        entry.penalty().number(),
        entry.refund() ? -entry.fen() : entry.fen(),
        entry.at());
  }

  /** Returns how often money came in for that decision; more than once is money taken twice. */
  public int timesPaid(String decisionNumber) {
    return (int)
        entries().stream()
            .filter(entry -> entry.fen() > 0 && entry.decisionNumber().equals(decisionNumber))
            .count();
  }

  /** Returns how many payments were settled, those paid back since included. */
  public int settledPayments() {
    return scheduler.inTurn(
        () -> (int) book.payments().stream().filter(each -> each.settledAt != null).count());
  }

  /** Returns all that ever came in, in fen. */
  public long fenSettled() {
    return entries().stream().mapToLong(Entry::fen).filter(fen -> fen > 0).sum();
  }

  /** Returns all that ever went back, in fen. */
  public long fenRefunded() {
    return -entries().stream().mapToLong(Entry::fen).filter(fen -> fen < 0).sum();
  }

  /** Returns how many payments are held now. */
  public int openHolds() {
    return scheduler.inTurn(
        () ->
            (int)
                book.payments().stream()
                    .filter(each -> each.status == Payment.Status.HELD)
                    .count());
  }

  /** Refuses whatever moves money with {@code DAY_END_CLOSED}, until {@link #reopen}. */
  public void closeForDayEnd(Duration retryAfter) {
    scheduler.runExclusively(
        () -> {
          closed = true;
          closedFor = retryAfter;
        });
  }

  /** Ends the day-end work. */
  public void reopen() {
    scheduler.runExclusively(() -> closed = false);
  }

  /** Lets payments confirmed from now on be SETTLING for so long; at first they settle at once. */
  public void settlingTakes(Duration duration) {
    scheduler.runExclusively(() -> book.settlingTakes(duration));
  }

  /** Sets how long a refund waits for its decision, then for its money; at first a day each. */
  public void refundsTake(Duration decision, Duration payingBack) {
    scheduler.runExclusively(() -> book.refundsTake(decision, payingBack));
  }

  /** How the treasury behaves. */
  record Settings(
      boolean closed, Duration retryAfter, Duration settling, Duration deciding, Duration paying) {}

  Settings settings() {
    return scheduler.inTurn(
        () -> new Settings(closed, closedFor, book.settling(), book.deciding(), book.payingBack()));
  }

  /** Returns each payment with its life so far and its refunds, in order. */
  List<ObjectNode> payments() {
    return scheduler.inTurn(() -> book.payments().stream().map(Payment::whole).toList());
  }

  /** Approves a refund now. */
  public void approveRefund(String paymentId, String refundNo) {
    decide(paymentId, refundNo, (payment, refund) -> book.approve(payment, refund, now()));
  }

  /** Rejects a refund now. */
  public void rejectRefund(String paymentId, String refundNo, String note) {
    decide(paymentId, refundNo, (payment, refund) -> book.reject(payment, refund, note, now()));
  }

  /** Pays an approved refund back now. */
  public void payBackRefund(String paymentId, String refundNo) {
    decide(paymentId, refundNo, (payment, refund) -> book.payBack(payment, refund, now()));
  }

  private void decide(String paymentId, String refundNo, BiConsumer<Payment, Refund> decision) {
    scheduler.runExclusively(
        () -> {
          Payment payment = book.find(paymentId);
          Refund refund = payment == null ? null : payment.refunds.get(refundNo);
          if (payment == null || refund == null) {
            throw new IllegalArgumentException("there is no such refund");
          }
          decision.accept(payment, refund);
        });
  }

  private Instant now() {
    return clock.instant();
  }

  /** Throws if the treasury is closed; called by whatever moves money. */
  void checkOpen() {
    if (closed) {
      throw new Refusal(503, "DAY_END_CLOSED", "日终处理中，暂不受理缴款").retryAfter(closedFor);
    }
  }
}
