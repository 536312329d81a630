package io.yiwang.payments;

import static io.yiwang.payments.CashierState.REFUSED;
import static io.yiwang.payments.CashierState.RELEASING;
import static io.yiwang.payments.CashierState.RETURNING;
import static io.yiwang.payments.CashierState.SETTLED;
import static io.yiwang.payments.CashierState.SETTLING;

import org.jspecify.annotations.Nullable;

/** RELEASING. Only when the gateway holds nothing any more does the payer's money go back. */
final class ReleaseStage implements Stage<CashierState, CashierBook> {
  private final GatewaySide gateway;

  ReleaseStage(GatewaySide gateway) {
    this.gateway = gateway;
  }

  @Override
  public Heard act(CashierBook book, Situation situation) {
    return gateway.release(book.paymentId(), situation.now());
  }

  @Override
  public Move<CashierState, CashierBook> next(CashierBook book, Heard heard, Situation situation) {
    if (heard instanceof Heard.Told told) {
      return after(book, told.payment());
    }
    if (heard instanceof Heard.No no) {
      return after(book, no.standing());
    }
    return Move.later(
        RELEASING, book, heard instanceof Heard.Nothing none ? none.retryAfter() : null);
  }

  private static Move<CashierState, CashierBook> after(
      CashierBook book, @Nullable Payment payment) {
    CashierBook told = payment == null ? book : book.told(payment);
    return switch (Fate.of(payment, book.charge())) {
      // Paid after all.
      case SETTLED -> Move.to(SETTLED, told);
      case SETTLING -> Move.to(SETTLING, told);
      case GONE, PAID_OTHERWISE ->
          book.charge() == null ? Move.to(REFUSED, told) : Move.to(RETURNING, told);
      case HELD, UNCLEAR -> Move.later(RELEASING, told, null);
    };
  }
}
