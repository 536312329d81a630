package io.yiwang.payments;

import static io.yiwang.payments.RefundState.ASKING;
import static io.yiwang.payments.RefundState.PAID_BACK;
import static io.yiwang.payments.RefundState.REFUSED;
import static io.yiwang.payments.RefundState.RETURNING;
import static io.yiwang.payments.RefundState.WAITING;

import java.time.Duration;

/** The three stages of a refund: ask the gateway, wait for the treasury, hand the money on. */
final class RefundStages {
  /** The code of a refund that the authority did not agree to. */
  static final String REJECTED = "REJECTED";

  private RefundStages() {}

  /** ASKING. */
  record Ask(GatewaySide gateway) implements Stage<RefundState, RefundBook> {
    @Override
    public Heard act(RefundBook book, Situation situation) {
      return book.age(situation.now()).compareTo(Policy.KEY_LIFE) > 0
          ? gateway.refundStanding(book)
          : gateway.refund(book, situation.now());
    }

    @Override
    public Move<RefundState, RefundBook> next(RefundBook book, Heard heard, Situation situation) {
      if (heard instanceof Heard.No no) {
        return Move.to(REFUSED, book.refused(no.code()));
      }
      if (heard instanceof Heard.RefundTold told && !told.refund().amount().equals(book.amount())) {
        // Another one under the same number.
        return Move.to(REFUSED, book.refused(FineCodes.ORDER_NO_CONFLICT));
      }
      return heard instanceof Heard.NotThere
          ? Move.ask(ASKING, book)
          : followed(ASKING, book, heard);
    }
  }

  /** WAITING. */
  record Await(GatewaySide gateway) implements Stage<RefundState, RefundBook> {
    @Override
    public Heard act(RefundBook book, Situation situation) {
      return gateway.refundStanding(book);
    }

    @Override
    public Move<RefundState, RefundBook> next(RefundBook book, Heard heard, Situation situation) {
      return heard instanceof Heard.NotThere
          ? Move.ask(WAITING, book)
          : followed(WAITING, book, heard);
    }

    /** An authority decides in days, not in hours. */
    @Override
    public Duration patience(Policy policy) {
      return Duration.ofDays(15);
    }
  }

  /** RETURNING. */
  record HandOn(ChannelSide channel) implements Stage<RefundState, RefundBook> {
    @Override
    public Heard act(RefundBook book, Situation situation) {
      return channel.payBack(book);
    }

    @Override
    public Move<RefundState, RefundBook> next(RefundBook book, Heard heard, Situation situation) {
      if (heard instanceof Heard.OfPayback of) {
        return switch (of.answer()) {
          case PAID_BACK -> Move.to(PAID_BACK, book);
          case UNDERWAY -> Move.later(RETURNING, book, null);
          case REFUSED -> Move.ask(RETURNING, book);
        };
      }
      return Move.later(RETURNING, book, null);
    }
  }

  private static Move<RefundState, RefundBook> followed(
      RefundState state, RefundBook book, Heard heard) {
    if (!(heard instanceof Heard.RefundTold told)) {
      return Move.later(
          state, book, heard instanceof Heard.Nothing none ? none.retryAfter() : null);
    }
    RefundStatus status = told.refund().status();
    if (status.equals(RefundStatus.PAID_BACK)) {
      return Move.to(RETURNING, book.paidByTheTreasury(told.refund().paidBackAt()));
    }
    if (status.equals(RefundStatus.REJECTED)) {
      return Move.to(REFUSED, book.refused(REJECTED));
    }
    // Asked for, approved, or in a state that this version does not know.
    return Move.later(WAITING, book, null);
  }
}
