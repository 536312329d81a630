package io.yiwang.payments;

import static io.yiwang.payments.CashierState.SETTLED;
import static io.yiwang.payments.CashierState.SETTLING;

/** SETTLING. The gateway has the confirmation; only its end is waited for. */
final class SettleStage implements Stage<CashierState, CashierBook> {
  private final GatewaySide gateway;

  SettleStage(GatewaySide gateway) {
    this.gateway = gateway;
  }

  @Override
  public Heard act(CashierBook book, Situation situation) {
    return gateway.standing(book.paymentId());
  }

  @Override
  public Move<CashierState, CashierBook> next(CashierBook book, Heard heard, Situation situation) {
    if (heard instanceof Heard.Told told) {
      CashierBook now = book.told(told.payment());
      return switch (Fate.of(told.payment(), book.charge())) {
        case SETTLED -> Move.to(SETTLED, now);
        case SETTLING -> Move.later(SETTLING, now, null);
        // No way leads there from SETTLING: the gateway contradicts itself, and a person must look.
        case HELD, GONE, PAID_OTHERWISE, UNCLEAR -> Move.ask(SETTLING, now);
      };
    }
    return heard instanceof Heard.NotThere
        ? Move.ask(SETTLING, book)
        : Move.later(SETTLING, book, null);
  }
}
