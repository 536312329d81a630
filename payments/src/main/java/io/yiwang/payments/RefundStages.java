package io.yiwang.payments;

import static io.yiwang.payments.RefundState.ASKING;
import static io.yiwang.payments.RefundState.PAID_BACK;
import static io.yiwang.payments.RefundState.QUEUED;
import static io.yiwang.payments.RefundState.REFUSED;
import static io.yiwang.payments.RefundState.RETURNING;
import static io.yiwang.payments.RefundState.WAITING;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a refund: ask the gateway, where another one is under way wait for that, wait for
 * the treasury, hand the money on.
 */
final class RefundStages {
  /** The code of a refund that the authority did not agree to. */
  static final String REJECTED = "REJECTED";

  /** An authority decides in days, not in hours. */
  private static final Duration DAYS = Duration.ofDays(15);

  private RefundStages() {}

  private static boolean isRefunding(@Nullable Payment payment) {
    return payment != null && payment.status().equals(PaymentStatus.REFUNDING);
  }

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
        return isRefunding(no.standing())
            ? Move.later(QUEUED, book.refused(no.code()), null)
            : Move.to(REFUSED, book.refused(no.code()));
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

  /** QUEUED. It is only looked whether the other refund has ended. */
  record Queue(GatewaySide gateway) implements Stage<RefundState, RefundBook> {
    @Override
    public Heard act(RefundBook book, Situation situation) {
      return gateway.standing(book.paymentId());
    }

    @Override
    public Move<RefundState, RefundBook> next(RefundBook book, Heard heard, Situation situation) {
      if (heard instanceof Heard.Told told && !isRefunding(told.payment())) {
        return Move.to(ASKING, book);
      }
      return heard instanceof Heard.NotThere
          ? Move.ask(QUEUED, book)
          : Move.later(
              QUEUED, book, heard instanceof Heard.Nothing none ? none.retryAfter() : null);
    }

    @Override
    public Duration patience(Policy policy) {
      return DAYS;
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

    @Override
    public Duration patience(Policy policy) {
      return DAYS;
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
