package io.yiwang.payments.cashier;

/**
 * Names the state of a payment in the cashier's journal. A state is on disk before its action
 * begins, so that after any crash the next process knows what may have been done, and asks before
 * it acts.
 */
public enum CashierState implements ProcessState {
  /** The gateway is asked to hold the decisions. No money has moved. */
  HOLDING(false),
  /** The decisions are held; the payer may be charged from now on. */
  CHARGING(false),
  /**
   * The payer's channel is asked for a final answer whether the payer was charged. Nothing is
   * refused before.
   */
  CANCELLING(false),
  /** The payer was charged; the gateway is notified. */
  CONFIRMING(false),
  /** The gateway has the confirmation, and notifies the treasury. */
  SETTLING(false),
  /** The gateway is asked to release the decisions. */
  RELEASING(false),
  /** The payer is being refunded. */
  RETURNING(false),
  /** It is paid, finally. */
  SETTLED(true),
  /** It is not paid, and the payer was not charged. */
  REFUSED(true),
  /** It is not paid, and the payer has the money back. */
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
