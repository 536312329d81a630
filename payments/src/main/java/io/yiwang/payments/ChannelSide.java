package io.yiwang.payments;

import io.yiwang.payments.PayerCharge.RefundAnswer;
import io.yiwang.payments.PayerCharge.RefundCause;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Money;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The payer's side, as the cashier hears it: whatever it throws is reported, and nobody knows. */
final class ChannelSide {
  private final PayerCharge channel;
  private final Reports reports;

  ChannelSide(PayerCharge channel, Reports reports) {
    this.channel = channel;
    this.reports = reports;
  }

  /**
   * Charges; where that fails, asks once, so that a lost answer does not keep the payer waiting.
   */
  Heard charge(CashierBook book) {
    var order =
        new PayerCharge.Order(book.orderNo(), book.held().amount(), book.held().heldUntil());
    Heard heard = heard("charge", book.orderNo(), () -> channel.charge(order), Heard.OfCharge::new);
    if (!(heard instanceof Heard.Nothing)) {
      return heard;
    }
    Heard found = query(book.orderNo());
    // Not found says nothing of the charge that may be on its way.
    return found.isNotFound() ? heard : found;
  }

  Heard query(String orderNo) {
    return heard("query", orderNo, () -> channel.query(orderNo), Heard.OfCharge::new);
  }

  Heard cancel(String orderNo) {
    return heard("cancel", orderNo, () -> channel.cancel(orderNo), Heard.OfCharge::new);
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
    return heard("refund", orderNo, () -> channel.refund(refund), (RefundAnswer it) -> payback(it));
  }

  private static Heard payback(RefundAnswer answer) {
    return new Heard.OfPayback(answer);
  }

  private <A> Heard heard(
      String method, String orderNo, Supplier<@Nullable A> call, Function<A, Heard> as) {
    RuntimeException failure;
    try {
      A answer = call.get();
      if (answer != null) {
        return as.apply(answer);
      }
      failure = new IllegalStateException("PayerCharge." + method + " answered null");
    } catch (RuntimeException e) {
      failure = e;
    }
    reports.applicationFailed("PayerCharge." + method, orderNo, failure);
    return new Heard.Nothing(null, failure);
  }
}
