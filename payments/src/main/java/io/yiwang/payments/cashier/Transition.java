package io.yiwang.payments.cashier;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says what follows: the state, what to keep, and whether to continue at once.
 *
 * @param dueIn when to try again, where that is not left to the policy
 */
record Transition<S extends ProcessState, B>(
    S state, B record, Then then, @Nullable Duration dueIn) {
  enum Then {
    /** The state's act is next; or, of a final state, it is over. */
    GO_ON,
    /** Try again later. */
    WAIT,
    /** Try again later, and ask a person now. */
    ESCALATE
  }

  static <S extends ProcessState, B> Transition<S, B> to(S state, B record) {
    return new Transition<>(state, record, Then.GO_ON, null);
  }

  static <S extends ProcessState, B> Transition<S, B> later(
      S state, B record, @Nullable Duration dueIn) {
    return new Transition<>(state, record, Then.WAIT, dueIn);
  }

  static <S extends ProcessState, B> Transition<S, B> escalate(S state, B record) {
    return new Transition<>(state, record, Then.ESCALATE, null);
  }
}
