package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Shows what was really paid, whatever a client was answered, and controls how the treasury
 * behaves. Amounts are in fen. Thread-safe.
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

  /** Describes one decision that was paid, or that was refunded if the amount is negative. */
  public record Entry(
      String paymentId, String orderNo, String decisionNumber, long fen, Instant at) {}

  /** Returns all payments and refunds of decisions, in order. */
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

  /** Returns how often a decision was paid; more than once means that money was taken twice. */
  public int timesPaid(String decisionNumber) {
    return (int)
        entries().stream()
            .filter(entry -> entry.fen() > 0 && entry.decisionNumber().equals(decisionNumber))
            .count();
  }

  /** Returns how many payments were settled, those refunded since included. */
  public int settledPayments() {
    return scheduler.inTurn(
        () -> (int) book.payments().stream().filter(each -> each.settledAt != null).count());
  }

  /** Returns the total that was paid, in fen. */
  public long fenSettled() {
    return entries().stream().mapToLong(Entry::fen).filter(fen -> fen > 0).sum();
  }

  /** Returns the total that was refunded, in fen. */
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

  /** Refuses all operations that move money with {@code DAY_END_CLOSED}, until {@link #reopen}. */
  public void closeForDayEnd(Duration retryAfter) {
    scheduler.runExclusively(
        () -> {
          closed = true;
          closedFor = retryAfter;
        });
  }

  /** Accepts operations that move money again. */
  public void reopen() {
    scheduler.runExclusively(() -> closed = false);
  }

  /**
   * Sets how long payments that are confirmed from now on are SETTLING; at first they settle at
   * once.
   */
  public void settlingTakes(Duration duration) {
    scheduler.runExclusively(() -> book.settlingTakes(duration));
  }

  /**
   * Sets how long a refund waits for its decision, and then for its payment; at first a day each.
   */
  public void refundsTake(Duration decision, Duration payingBack) {
    scheduler.runExclusively(() -> book.refundsTake(decision, payingBack));
  }

  /** The settings of the treasury. */
  record Settings(
      boolean closed, Duration retryAfter, Duration settling, Duration deciding, Duration paying) {}

  Settings settings() {
    return scheduler.inTurn(
        () -> new Settings(closed, closedFor, book.settling(), book.deciding(), book.payingBack()));
  }

  /** Returns all payments with their states so far and their refunds, in order. */
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

  /**
   * Checks that the treasury is open, before money is moved.
   *
   * @throws Refusal with {@code DAY_END_CLOSED} if it is closed
   */
  void checkOpen() {
    if (closed) {
      throw new Refusal(503, "DAY_END_CLOSED", "日终处理中，暂不受理缴款").retryAfter(closedFor);
    }
  }
}
