package io.yiwang.payments.cashier;

/**
 * Names the state of a payment in the cashier's journal. A state is on disk before its act is
 * begun, so that whatever dies, the next to come knows what may have been done and asks.
 */
public enum CashierState implements ProcessState {
  /** The gateway is asked to hold the decisions. No money has moved. */
  HOLDING(false),
  /** Held; the payer may be charged from now on. */
  CHARGING(false),
  /**
   * The payer's channel is asked to settle whether the payer was charged, once and for all. Nothing
   * is refused before.
   */
  CANCELLING(false),
  /** The payer was charged; the gateway is notified. */
  CONFIRMING(false),
  /** The gateway has it, and tells the treasury. */
  SETTLING(false),
  /** The gateway is asked to let the decisions go. */
  RELEASING(false),
  /** The payer is given the money back. */
  RETURNING(false),
  /** Paid for good. */
  SETTLED(true),
  /** Not paid; the payer was not charged. */
  REFUSED(true),
  /** Not paid; the payer has the money back. */
  RETURNED(true);

  private final boolean last;

  CashierState(boolean last) {
    this.last = last;
  }

  @Override
  public boolean isFinal() {
    return last;
  }
}
