package io.yiwang.payments.cashier;

import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.PenaltyStatus;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * What a payer is shown before they agree: each decision and what is due on it now. It is for
 * {@link FineCashier#pay}, which pays these amounts and no others. It holds the proofs, and so is
 * kept in memory alone.
 *
 * @param tickets 1 to 20, no decision twice; districts may differ
 * @param penalties one for each ticket, in their order
 */
public record Quote(List<FineTicket> tickets, List<Penalty> penalties) {
  /** Checks the lists. */
  public Quote {
    tickets = List.copyOf(tickets);
    penalties = List.copyOf(penalties);
    check(tickets);
    if (!tickets.stream()
        .map(FineTicket::decisionNumber)
        .toList()
        .equals(penalties.stream().map(Penalty::decisionNumber).toList())) {
      throw new IllegalArgumentException("a quote must have one penalty for each ticket, in order");
    }
  }

  static void check(List<FineTicket> tickets) {
    if (tickets.isEmpty() || tickets.size() > 20) {
      throw new IllegalArgumentException(
          "a quote must have 1 to 20 tickets, got " + tickets.size());
    }
    if (tickets.stream().map(FineTicket::decisionNumber).distinct().count() < tickets.size()) {
      throw new IllegalArgumentException("a quote must not have one decision twice");
    }
  }

  /** Returns all that is due. */
  public Money total() {
    return penalties.stream().map(Penalty::total).reduce(Money.ZERO, Money::plus);
  }

  /** Until when all of the amounts hold. */
  public OffsetDateTime validUntil() {
    return penalties.stream()
        .map(Penalty::quoteValidUntil)
        .min(OffsetDateTime::compareTo)
        .orElseThrow();
  }

  /**
   * Returns whether every decision can be paid now; where not, its {@link Penalty#status} says why.
   */
  public boolean payable() {
    return penalties.stream().allMatch(each -> each.status().equals(PenaltyStatus.PAYABLE));
  }

  List<PaymentOrder.Line> lines() {
    return penalties.stream().map(PaymentOrder.Line::of).toList();
  }

  /** The penalties, without the proofs. */
  @Override
  public String toString() {
    return "Quote" + penalties;
  }
}
