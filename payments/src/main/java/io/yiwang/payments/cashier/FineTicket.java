package io.yiwang.payments.cashier;

import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.Proof;
import java.util.Objects;

/**
 * Holds what a payer has in hand: the number on a decision, and something that shows it is before
 * them.
 *
 * @see "IGS/1 section 4"
 */
public record FineTicket(PenaltyDecisionNumber decisionNumber, Proof proof) {
  /** Both parts are needed. */
  public FineTicket {
    Objects.requireNonNull(decisionNumber, "decisionNumber");
    Objects.requireNonNull(proof, "proof");
  }

  /** Returns a ticket on a car. */
  public static FineTicket ofPlate(String printedNumber, String plate) {
    return new FineTicket(new PenaltyDecisionNumber(printedNumber), Proof.plate(plate));
  }
}
