package io.yiwang.payments;

import static io.yiwang.payments.CashierState.CANCELLING;
import static io.yiwang.payments.CashierState.REFUSED;
import static io.yiwang.payments.CashierState.RELEASING;
import static io.yiwang.payments.CashierState.SETTLED;
import static io.yiwang.payments.CashierState.SETTLING;

/** CANCELLING. Nothing is let go before it is sure that the payer never will be charged. */
final class CancelStage implements Stage<CashierState, CashierBook> {
  private final ChannelSide channel;

  CancelStage(ChannelSide channel) {
    this.channel = channel;
  }

  @Override
  public Heard act(CashierBook book, Situation situation) {
    return channel.cancel(book.orderNo());
  }

  @Override
  public Move<CashierState, CashierBook> next(CashierBook book, Heard heard, Situation situation) {
    if (heard instanceof Heard.OfCharge of) {
      if (of.answer() instanceof ChargeAnswer.Charged charged) {
        return ChargeStage.charged(book, charged.payment());
      }
      if (of.answer() instanceof ChargeAnswer.Refunded refunded) {
        return ChargeStage.refunded(book, refunded.payment());
      }
      if (of.answer() instanceof ChargeAnswer.NotCharged) {
        return notCharged(book);
      }
    }
    return Move.later(CANCELLING, book, null);
  }

  private static Move<CashierState, CashierBook> notCharged(CashierBook book) {
    CashierBook refused = book.refused(CashierCodes.PAYER_LEFT);
    if (book.payment() == null) {
      return Move.to(REFUSED, refused);
    }
    return switch (Fate.of(book.payment(), null)) {
      // Somebody else has paid it under our order number.
      case SETTLED -> Move.to(SETTLED, book);
      case SETTLING -> Move.to(SETTLING, book);
      case GONE -> Move.to(REFUSED, refused);
      case HELD, PAID_OTHERWISE, UNCLEAR -> Move.to(RELEASING, refused);
    };
  }
}
