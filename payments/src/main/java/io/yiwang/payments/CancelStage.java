package io.yiwang.payments;

import static io.yiwang.payments.CashierState.CANCELLING;
import static io.yiwang.payments.CashierState.RELEASING;

/** CANCELLING. Nothing is let go before it is sure that the payer never will be charged. */
final class CancelStage implements Stage<CashierState, CashierBook> {
  private final ChannelSide channel;

  CancelStage(ChannelSide channel) {
    this.channel = channel;
  }

  @Override
  public Heard act(CashierBook book, Situation situation) {
    return channel.cancel(book);
  }

  @Override
  public Move<CashierState, CashierBook> next(CashierBook book, Heard heard, Situation situation) {
    if (heard instanceof Heard.OfCharge of) {
      if (of.answer() instanceof ChargeAnswer.Charged charged) {
        return ChargeStage.charged(book, charged.payment());
      }
      if (of.answer() instanceof ChargeAnswer.NotCharged) {
        return Move.to(RELEASING, book.refused(CashierCodes.PAYER_LEFT));
      }
    }
    return Move.later(CANCELLING, book, null);
  }
}
