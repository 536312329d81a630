package io.yiwang.payments.cashier;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.cashier.PayerCharge.RefundCause;
import io.yiwang.payments.internal.records.PaymentRecord;
import io.yiwang.payments.internal.records.RefundRecord;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Money;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls the application's {@link PayerCharge} for the cashier. Whatever it throws is reported, and
 * counts as no answer.
 */
final class ChannelCalls {
  private final PayerCharge channel;
  private final String prefix;
  private final Reports reports;

  /**
   * Makes calls to a channel.
   *
   * @param prefix of every order number that is passed to the channel
   */
  ChannelCalls(PayerCharge channel, String prefix, Reports reports) {
    this.channel = channel;
    this.prefix = prefix;
    this.reports = reports;
  }

  private String numberOf(String orderNo) {
    return prefix + orderNo;
  }

  /**
   * Charges the payer; if that fails, asks once, so that a lost answer does not keep the payer
   * waiting.
   */
  StageReply charge(PaymentRecord record) {
    var order =
        new PayerCharge.Order(
            numberOf(record.orderNo()), record.held().amount(), record.held().heldUntil());
    StageReply reply =
        reply("charge", record.orderNo(), () -> channel.charge(order), StageReply.ChargeReply::new);
    if (!(reply instanceof StageReply.NoAnswer)) {
      return reply;
    }
    StageReply found = query(record.orderNo());
    // That it is not found says nothing about the charge, which may be on its way.
    return found.isChargeNotFound() ? reply : found;
  }

  StageReply query(String orderNo) {
    return reply(
        "query", orderNo, () -> channel.query(numberOf(orderNo)), StageReply.ChargeReply::new);
  }

  StageReply cancel(String orderNo) {
    return reply(
        "cancel", orderNo, () -> channel.cancel(numberOf(orderNo)), StageReply.ChargeReply::new);
  }

  /** Refunds all of a charge, because the fine could not be settled with it. */
  StageReply refundCharge(PaymentRecord record) {
    ChannelPayment charge = record.charged();
    return refund(
        IdempotencyKey.derived("payer.return", numberOf(record.orderNo())),
        record.orderNo(),
        charge,
        charge.amount(),
        RefundCause.NOT_SETTLED);
  }

  /** Pays to the payer what the treasury has paid back. */
  StageReply payOut(RefundRecord record) {
    return refund(
        IdempotencyKey.derived("payer.refund", numberOf(record.orderNo()), record.refundNo()),
        record.orderNo(),
        record.charge(),
        record.amount(),
        RefundCause.FINE_REFUNDED);
  }

  private StageReply refund(
      IdempotencyKey key, String orderNo, ChannelPayment charge, Money amount, RefundCause cause) {
    var refund = new PayerCharge.Refund(key.value(), numberOf(orderNo), charge, amount, cause);
    return reply("refund", orderNo, () -> channel.refund(refund), StageReply.PayerRefundReply::new);
  }

  private <A> StageReply reply(
      String method, String orderNo, Supplier<@Nullable A> call, Function<A, StageReply> as) {
    Throwable failure;
    try {
      A answer = call.get();
      if (answer != null) {
        return as.apply(answer);
      }
      failure = new IllegalStateException("PayerCharge." + method + " answered null");
    } catch (Throwable e) {
      // Also checked ones, which Kotlin throws without declaring them, and errors: a class may turn
      // out to be missing just after the charge.
      failure = e;
    }
    reports.applicationFailed("PayerCharge." + method, orderNo, failure);
    return new StageReply.NoAnswer(null, failure);
  }
}
