package io.yiwang.payments;

import static io.yiwang.payments.CashierState.CONFIRMING;
import static io.yiwang.payments.CashierState.RELEASING;
import static io.yiwang.payments.CashierState.RETURNING;
import static io.yiwang.payments.CashierState.SETTLED;
import static io.yiwang.payments.CashierState.SETTLING;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * CONFIRMING. The payer's money is here: it goes to the treasury, or back, as the gateway's own
 * books say and not as a refusal reads.
 *
 * <p>Money goes back only when the gateway holds nothing any more. So what it still holds may be
 * confirmed at any time; what has run out may be confirmed only while the gateway repeats its first
 * answer to that charge, for a journal that was set back does not know whether that was a no after
 * which the payer got the money.
 */
final class ConfirmStage implements Stage<CashierState, CashierBook> {
  private final GatewaySide gateway;

  ConfirmStage(GatewaySide gateway) {
    this.gateway = gateway;
  }

  @Override
  public Heard act(CashierBook book, Situation situation) {
    if (book.payment() == null) {
      return gateway.byOrder(book.orderNo());
    }
    if (isOld(book.progress().since(), situation) || isOld(book.charged().paidAt(), situation)) {
      Heard found = gateway.standing(book.paymentId());
      boolean held =
          found instanceof Heard.Told told && Fate.of(told.payment(), book.charge()) == Fate.HELD;
      if (!held) {
        return found;
      }
    }
    return gateway.confirm(book.paymentId(), book.charged(), situation.now());
  }

  private static boolean isOld(OffsetDateTime time, Situation situation) {
    return Duration.between(time, situation.now()).compareTo(Policy.KEY_LIFE) > 0;
  }

  @Override
  public Move<CashierState, CashierBook> next(CashierBook book, Heard heard, Situation situation) {
    if (heard instanceof Heard.Told told) {
      return book.payment() == null && Fate.of(told.payment(), null) == Fate.HELD
          ? ChargeStage.charged(book.told(told.payment()), book.charged())
          : after(book, told.payment(), FineCodes.HOLD_LOST);
    }
    if (heard instanceof Heard.No no) {
      return no.code().equals(FineCodes.HOLD_LOST)
          ? Move.to(RETURNING, book.refused(FineCodes.HOLD_LOST))
          : after(book, no.standing(), no.code());
    }
    if (heard instanceof Heard.NotThere) {
      return after(book, null, FineCodes.PAYMENT_UNKNOWN);
    }
    return Move.later(
        CONFIRMING, book, heard instanceof Heard.Nothing none ? none.retryAfter() : null);
  }

  private static Move<CashierState, CashierBook> after(
      CashierBook book, @Nullable Payment payment, String code) {
    CashierBook told = payment == null ? book : book.told(payment);
    return switch (Fate.of(payment, book.charge())) {
      case SETTLED -> Move.to(SETTLED, told);
      case SETTLING -> Move.to(SETTLING, told);
      case HELD -> Move.to(RELEASING, told.refused(code));
      case PAID_OTHERWISE, GONE -> Move.to(RETURNING, told.refused(code));
      case UNCLEAR -> Move.later(CONFIRMING, told, null);
    };
  }
}
