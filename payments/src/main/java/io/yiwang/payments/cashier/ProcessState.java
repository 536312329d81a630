package io.yiwang.payments.cashier;

/** Names a state of a payment or of a refund. */
public sealed interface ProcessState permits CashierState, RefundState {
  /** Returns its name, as in the journal. */
  String name();

  /** Returns whether it is final: nothing happens any more. */
  boolean isFinal();
}
