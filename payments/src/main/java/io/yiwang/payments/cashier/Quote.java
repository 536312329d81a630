package io.yiwang.payments.cashier;

import io.yiwang.internal.SealedText;
import io.yiwang.internal.json.StoredJson;
import io.yiwang.internal.json.UnstorableException;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.PenaltyStatus;
import io.yiwang.signing.PayloadCipher;
import io.yiwang.value.Money;
import java.security.GeneralSecurityException;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * Holds what a payer is shown before they agree: each decision and what is due on it now. Pass it
 * to {@link FineCashier#pay}, which pays exactly these amounts. It contains the proofs, so it must
 * leave the process only encrypted, as {@link #text} writes it.
 *
 * @param tickets 1 to 20, no decision twice; districts may differ
 * @param penalties one for each ticket, in their order
 */
public record Quote(List<FineTicket> tickets, List<Penalty> penalties) {
  private static final SealedText SEALED = new SealedText("quote");

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

  /** Returns the total that is due. */
  public Money total() {
    return penalties.stream().map(Penalty::total).reduce(Money.ZERO, Money::plus);
  }

  /** Returns until when all of the amounts are valid. */
  public OffsetDateTime validUntil() {
    return penalties.stream()
        .map(Penalty::quoteValidUntil)
        .min(OffsetDateTime::compareTo)
        .orElseThrow();
  }

  /**
   * Returns whether every decision can be paid now; if one cannot, its {@link Penalty#status} says
   * why.
   */
  public boolean payable() {
    return penalties.stream().allMatch(each -> each.status().equals(PenaltyStatus.PAYABLE));
  }

  /**
   * Returns the quote as one line of text, all of it encrypted, for a store that outlives the
   * process or is shared, such as a session of several nodes.
   *
   * @param cipher the application's, such as {@link io.yiwang.signing.AesGcmCipher}; may be the
   *     journal's
   * @throws GeneralSecurityException if the cipher fails
   */
  public String text(PayloadCipher cipher) throws GeneralSecurityException {
    try {
      return SEALED.seal(StoredJson.SENSITIVE.write(this), cipher);
    } catch (UnstorableException e) {
      throw new IllegalStateException("the quote: " + e.getMessage());
    }
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException if the text is not a quote
   * @throws GeneralSecurityException if the cipher does not know its key, or the text was changed
   */
  public static Quote of(String text, PayloadCipher cipher) throws GeneralSecurityException {
    byte[] plain = SEALED.open(text, cipher);
    try {
      return StoredJson.SENSITIVE.read(plain, Quote.class);
    } catch (UnstorableException e) {
      // Without the cause, which may quote the text that it could not read.
      throw SEALED.notThat();
    }
  }

  List<PaymentOrder.Line> lines() {
    return penalties.stream().map(PaymentOrder.Line::of).toList();
  }

  /** Shows the penalties, without the proofs. */
  @Override
  public String toString() {
    return "Quote" + penalties;
  }
}
