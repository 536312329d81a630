package io.yiwang.payments.cashier;

import java.time.Duration;

/** A state's one act outside, and what follows from each answer. */
interface Stage<S extends ProcessState, B> {
  /** Asks or does the one thing; never throws what the outside threw. */
  StageReply act(B record, StageContext context);

  /** Returns what follows from the answer. Pure: the same for the same. */
  Transition<S, B> next(B record, StageReply reply, StageContext context);

  /** Returns after which age a person is asked. */
  default Duration escalateAfter(Policy policy) {
    return policy.escalateAfter();
  }
}
