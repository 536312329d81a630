package io.yiwang.payments;

import java.time.Duration;

/** A state's one act outside, and what follows from each answer. */
interface Stage<S extends Standing, B> {
  /** Asks or does the one thing; never throws what the outside threw. */
  Heard act(B book, Situation situation);

  /** What follows from the answer. Pure: the same for the same. */
  Move<S, B> next(B book, Heard heard, Situation situation);

  /** After which age a person is asked. */
  default Duration patience(Policy policy) {
    return policy.patience();
  }
}
