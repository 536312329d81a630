package io.yiwang.payments.cashier;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.cashier.PayerCharge.RefundAnswer;
import io.yiwang.payments.cashier.PayerCharge.RefundCause;
import io.yiwang.payments.internal.records.PaymentRecord;
import io.yiwang.payments.internal.records.RefundRecord;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Money;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the payer's side for the cashier: whatever it throws is reported, and nobody knows. */
final class ChannelSide {
  private final PayerCharge channel;
  private final String prefix;
  private final Reports reports;

  /**
   * @param prefix of every order number on its way to the channel
   */
  ChannelSide(PayerCharge channel, String prefix, Reports reports) {
    this.channel = channel;
    this.prefix = prefix;
    this.reports = reports;
  }

  private String numberOf(String orderNo) {
    return prefix + orderNo;
  }

  /**
   * Charges; where that fails, asks once, so that a lost answer does not keep the payer waiting.
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
    // Not found says nothing of the charge that may be on its way.
    return found.isNotFound() ? reply : found;
  }

  StageReply query(String orderNo) {
    return reply(
        "query", orderNo, () -> channel.query(numberOf(orderNo)), StageReply.ChargeReply::new);
  }

  StageReply cancel(String orderNo) {
    return reply(
        "cancel", orderNo, () -> channel.cancel(numberOf(orderNo)), StageReply.ChargeReply::new);
  }

  /** Gives all of it back, because the fine could not be settled with it. */
  StageReply giveBack(PaymentRecord record) {
    ChannelPayment charge = record.charged();
    return payBack(
        IdempotencyKey.derived("payer.return", numberOf(record.orderNo())),
        record.orderNo(),
        charge,
        charge.amount(),
        RefundCause.NOT_SETTLED);
  }

  /** Hands on what the treasury has paid back. */
  StageReply payBack(RefundRecord record) {
    return payBack(
        IdempotencyKey.derived("payer.refund", numberOf(record.orderNo()), record.refundNo()),
        record.orderNo(),
        record.charge(),
        record.amount(),
        RefundCause.FINE_REFUNDED);
  }

  private StageReply payBack(
      IdempotencyKey key, String orderNo, ChannelPayment charge, Money amount, RefundCause cause) {
    var refund = new PayerCharge.Refund(key.value(), numberOf(orderNo), charge, amount, cause);
    return reply("refund", orderNo, () -> channel.refund(refund), (RefundAnswer it) -> payback(it));
  }

  private static StageReply payback(RefundAnswer answer) {
    return new StageReply.PaybackReply(answer);
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
      // Checked ones too, which an application in Kotlin throws without a word, and errors: a class
      // may be missing in the very moment after the charge.
      failure = e;
    }
    reports.applicationFailed("PayerCharge." + method, orderNo, failure);
    return new StageReply.NoAnswer(null, failure);
  }
}
