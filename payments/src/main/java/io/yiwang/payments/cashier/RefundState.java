package io.yiwang.payments.cashier;

/** Names the state of a refund in the cashier's journal. */
public enum RefundState implements ProcessState {
  /** The gateway is asked for it. */
  ASKING(false),
  /**
   * It waits, because another refund of the payment is under way. When that has ended, this one is
   * requested, by {@link Recovery} or by the same call again.
   */
  QUEUED(false),
  /** The authority decides, and then the treasury pays it back. */
  WAITING(false),
  /** The treasury has paid it back, and the payer is being refunded. */
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
