package io.yiwang.payments;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What follows: the state, what to keep, and whether to go on.
 *
 * @param dueIn when to try again, where that is not left to the policy
 */
record Move<S extends Standing, B>(S state, B book, Then then, @Nullable Duration dueIn) {
  enum Then {
    /** The state's act is next; or, of a final state, it is over. */
    GO_ON,
    /** Try again later. */
    WAIT,
    /** Try again later, and ask a person now. */
    ASK
  }

  static <S extends Standing, B> Move<S, B> to(S state, B book) {
    return new Move<>(state, book, Then.GO_ON, null);
  }

  static <S extends Standing, B> Move<S, B> later(S state, B book, @Nullable Duration dueIn) {
    return new Move<>(state, book, Then.WAIT, dueIn);
  }

  static <S extends Standing, B> Move<S, B> ask(S state, B book) {
    return new Move<>(state, book, Then.ASK, null);
  }
}
