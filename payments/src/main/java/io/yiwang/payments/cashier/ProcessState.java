package io.yiwang.payments.cashier;

/** Names a state of something that is worked on: of a payment or of a refund. */
public sealed interface ProcessState permits CashierState, RefundState {
  /** Returns its name, as in the journal. */
  String name();

  /** Returns whether it is an end: nothing happens any more. */
  boolean isFinal();
}
