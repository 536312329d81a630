package io.yiwang.payments.cashier;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Describes what follows a reply: the state, the record to write, and when its action is due.
 *
 * @param dueIn how long to wait at least, if the gateway has asked for that
 */
record Transition<S extends ProcessState, B>(
    S state, B record, Next next, @Nullable Duration dueIn) {
  /** Names when to continue. */
  enum Next {
    /** Perform the state's action immediately; in a final state, stop. */
    CONTINUE,
    /** Try again later. */
    WAIT,
    /** Try again later, and ask a person now. */
    ESCALATE
  }

  static <S extends ProcessState, B> Transition<S, B> to(S state, B record) {
    return new Transition<>(state, record, Next.CONTINUE, null);
  }

  static <S extends ProcessState, B> Transition<S, B> later(
      S state, B record, @Nullable Duration dueIn) {
    return new Transition<>(state, record, Next.WAIT, dueIn);
  }

  static <S extends ProcessState, B> Transition<S, B> escalate(S state, B record) {
    return new Transition<>(state, record, Next.ESCALATE, null);
  }
}
