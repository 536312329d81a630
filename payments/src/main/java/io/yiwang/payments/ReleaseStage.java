package io.yiwang.payments;

import static io.yiwang.payments.CashierState.CANCELLING;
import static io.yiwang.payments.CashierState.REFUSED;
import static io.yiwang.payments.CashierState.RELEASING;
import static io.yiwang.payments.CashierState.RETURNED;
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
    return book.payment() == null
        ? gateway.byOrder(book.orderNo())
        : gateway.release(book.paymentId(), situation.now());
  }

  @Override
  public Move<CashierState, CashierBook> next(CashierBook book, Heard heard, Situation situation) {
    if (heard instanceof Heard.Told told) {
      return book.payment() == null && Fate.of(told.payment(), null) == Fate.HELD
          ? Move.to(RELEASING, book.told(told.payment()))
          : after(book, told.payment(), situation);
    }
    if (heard instanceof Heard.No no) {
      return after(book, no.standing(), situation);
    }
    if (heard instanceof Heard.NotThere) {
      return after(book, null, situation);
    }
    return Move.later(
        RELEASING, book, heard instanceof Heard.Nothing none ? none.retryAfter() : null);
  }

  private static Move<CashierState, CashierBook> after(
      CashierBook book, @Nullable Payment payment, Situation situation) {
    CashierBook told = payment == null ? book : book.told(payment);
    return switch (Fate.of(payment, book.charge())) {
      // Paid after all.
      case SETTLED -> Move.to(SETTLED, told);
      case SETTLING -> Move.to(SETTLING, told);
      case GONE, PAID_OTHERWISE -> heldNoMore(told, situation);
      case HELD, UNCLEAR -> Move.later(RELEASING, told, null);
    };
  }

  private static Move<CashierState, CashierBook> heldNoMore(CashierBook book, Situation situation) {
    if (book.charge() != null) {
      return Move.to(book.isRefunded() ? RETURNED : RETURNING, book);
    }
    // What was on disk before this call may be older than the channel's last word.
    return Move.to(situation.notCharged() ? REFUSED : CANCELLING, book);
  }
}
