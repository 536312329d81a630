package io.yiwang.payments;

import static io.yiwang.payments.CashierState.CANCELLING;
import static io.yiwang.payments.CashierState.CHARGING;
import static io.yiwang.payments.CashierState.CONFIRMING;
import static io.yiwang.payments.CashierState.RELEASING;

import io.yiwang.payments.Situation.Payer;

/** CHARGING. Whoever did not begin it asks first, and only a payer who is there is charged. */
final class ChargeStage implements Stage<CashierState, CashierBook> {
  private final ChannelSide channel;

  ChargeStage(ChannelSide channel) {
    this.channel = channel;
  }

  @Override
  public Heard act(CashierBook book, Situation situation) {
    if (situation.order() != null && situation.payerIs(Payer.PAYS)) {
      return channel.charge(book);
    }
    Heard found = channel.query(book.orderNo());
    boolean mayCharge =
        situation.payerIs(Payer.PAYS)
            && situation.now().isBefore(situation.policy().payBefore(book));
    return mayCharge && found.isNotFound() ? channel.charge(book) : found;
  }

  @Override
  public Move<CashierState, CashierBook> next(CashierBook book, Heard heard, Situation situation) {
    if (heard instanceof Heard.OfCharge of) {
      if (of.answer() instanceof ChargeAnswer.Charged charged) {
        return charged(book, charged.payment());
      }
      if (of.answer() instanceof ChargeAnswer.Refunded refunded) {
        return refunded(book, refunded.payment());
      }
      if (of.answer() instanceof ChargeAnswer.NotCharged) {
        return Move.to(RELEASING, book.refused(CashierCodes.CHARGE_DECLINED));
      }
    }
    // Nobody is there to begin a charge that has not begun.
    boolean inVain =
        situation.payerIs(Payer.AWAY) && heard.isNotFound() && !book.chargedElsewhere();
    boolean late = !situation.now().isBefore(situation.policy().payBefore(book));
    return situation.payerIs(Payer.LEAVES) || inVain || late
        ? Move.to(CANCELLING, book)
        : Move.later(CHARGING, book, null);
  }

  /** The payer was charged: with the right amount on to the gateway, with another one back. */
  static Move<CashierState, CashierBook> charged(CashierBook book, ChannelPayment charge) {
    CashierBook charged = book.charged(charge);
    Payment payment = book.payment();
    return payment == null || charge.amount().equals(payment.amount())
        ? Move.to(CONFIRMING, charged)
        : Move.to(RELEASING, charged.refused(FineCodes.AMOUNT_MISMATCH));
  }

  /** The payer was charged and has it back: nothing may be settled with that money any more. */
  static Move<CashierState, CashierBook> refunded(CashierBook book, ChannelPayment charge) {
    return Move.to(RELEASING, book.charged(charge).refused(CashierCodes.CHARGE_REFUNDED));
  }
}
