package io.yiwang.payments.cashier;

import java.time.Duration;

/** Performs a state's one external action, and decides what follows from each reply. */
interface Stage<S extends ProcessState, B> {
  /** Performs the action; never throws what the external call threw. */
  StageReply act(B record, StageContext context);

  /**
   * Returns what follows from a reply. It has no side effects and depends only on its arguments.
   */
  Transition<S, B> next(B record, StageReply reply, StageContext context);

  /** Returns the age at which a person is asked. */
  default Duration escalateAfter(Policy policy) {
    return policy.escalateAfter();
  }
}
