package io.yiwang.payments.cashier;

/** Says how far the refund of a settled payment is in the cashier's journal. */
public enum RefundState implements ProcessState {
  /** The gateway is asked for it. */
  ASKING(false),
  /**
   * Not yet: another refund of the payment is under way. When that has ended, this one is asked
   * for, by {@link Recovery} or by the same call again.
   */
  QUEUED(false),
  /** The authority decides, then the treasury pays back. */
  WAITING(false),
  /** The treasury has paid it back; the payer is given the money. */
  RETURNING(false),
  /** The payer has the money. */
  PAID_BACK(true),
  /** There will be no refund; {@link FineRefund#code} says why. */
  REFUSED(true);

  private final boolean last;

  RefundState(boolean last) {
    this.last = last;
  }

  @Override
  public boolean isFinal() {
    return last;
  }
}
