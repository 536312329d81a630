package io.yiwang.payments.cashier;

import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.Proof;
import java.util.Objects;

/**
 * Holds what a payer has in hand: the number of a decision, and a proof that they have the
 * decision.
 *
 * @see "IGS/1 section 4"
 */
public record FineTicket(PenaltyDecisionNumber decisionNumber, Proof proof) {
  /** Requires both parts. */
  public FineTicket {
    Objects.requireNonNull(decisionNumber, "decisionNumber");
    Objects.requireNonNull(proof, "proof");
  }

  /** Returns a ticket that is proved by a number plate. */
  public static FineTicket ofPlate(String printedNumber, String plate) {
    return new FineTicket(new PenaltyDecisionNumber(printedNumber), Proof.plate(plate));
  }
}
