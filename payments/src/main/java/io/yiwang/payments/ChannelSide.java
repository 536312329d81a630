package io.yiwang.payments;

import io.yiwang.payments.PayerCharge.RefundAnswer;
import io.yiwang.payments.PayerCharge.RefundCause;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Money;
import java.util.function.Supplier;

/** The payer's side, as the cashier hears it: whatever it throws, nobody knows. */
final class ChannelSide {
  private final PayerCharge channel;

  ChannelSide(PayerCharge channel) {
    this.channel = channel;
  }

  /**
   * Charges; where that fails, asks once, so that a lost answer does not keep the payer waiting.
   */
  Heard charge(CashierBook book) {
    var order =
        new PayerCharge.Order(book.orderNo(), book.held().amount(), book.held().heldUntil());
    Heard heard = heard(() -> channel.charge(order));
    if (!(heard instanceof Heard.Nothing)) {
      return heard;
    }
    Heard found = query(book);
    // Not found says nothing of the charge that may be on its way.
    return isNotFound(found) ? heard : found;
  }

  static boolean isNotFound(Heard heard) {
    return heard instanceof Heard.OfCharge of && of.answer() instanceof ChargeAnswer.NotFound;
  }

  Heard query(CashierBook book) {
    return heard(() -> channel.query(book.orderNo()));
  }

  Heard cancel(CashierBook book) {
    return heard(() -> channel.cancel(book.orderNo()));
  }

  /** Gives all of it back, because the fine could not be settled with it. */
  Heard giveBack(CashierBook book) {
    ChannelPayment charge = book.charged();
    return payBack(
        IdempotencyKey.derived("payer.return", book.orderNo()),
        book.orderNo(),
        charge,
        charge.amount(),
        RefundCause.NOT_SETTLED);
  }

  /** Hands on what the treasury has paid back. */
  Heard payBack(RefundBook book) {
    return payBack(
        IdempotencyKey.derived("payer.refund", book.orderNo(), book.refundNo()),
        book.orderNo(),
        book.charge(),
        book.amount(),
        RefundCause.FINE_REFUNDED);
  }

  private Heard payBack(
      IdempotencyKey key, String orderNo, ChannelPayment charge, Money amount, RefundCause cause) {
    var refund = new PayerCharge.Refund(key.value(), orderNo, charge, amount, cause);
    try {
      RefundAnswer answer = channel.refund(refund);
      return answer == null ? new Heard.Nothing(null) : new Heard.OfPayback(answer);
    } catch (RuntimeException e) {
      return new Heard.Nothing(null);
    }
  }

  private static Heard heard(Supplier<ChargeAnswer> call) {
    try {
      ChargeAnswer answer = call.get();
      return answer == null ? new Heard.Nothing(null) : new Heard.OfCharge(answer);
    } catch (RuntimeException e) {
      return new Heard.Nothing(null);
    }
  }
}
