package io.yiwang.payments;

import static io.yiwang.payments.CashierState.RETURNED;
import static io.yiwang.payments.CashierState.RETURNING;

/** RETURNING. The payer gets back all that was charged. */
final class ReturnStage implements Stage<CashierState, CashierBook> {
  private final ChannelSide channel;

  ReturnStage(ChannelSide channel) {
    this.channel = channel;
  }

  @Override
  public Heard act(CashierBook book, Situation situation) {
    return channel.giveBack(book);
  }

  @Override
  public Move<CashierState, CashierBook> next(CashierBook book, Heard heard, Situation situation) {
    if (heard instanceof Heard.OfPayback of) {
      return switch (of.answer()) {
        case PAID_BACK -> Move.to(RETURNED, book);
        case UNDERWAY -> Move.later(RETURNING, book, null);
        case REFUSED -> Move.ask(RETURNING, book);
      };
    }
    return Move.later(RETURNING, book, null);
  }
}
