package io.yiwang.payments.cashier;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentStatus;
import io.yiwang.payments.internal.TradeNumber;
import org.jspecify.annotations.Nullable;

/** Classifies the gateway's state of a payment, from the view of a payer's charge. */
enum GatewayPaymentState {
  /** It was settled with this charge, and possibly refunded since. */
  SETTLED,
  /** It is being settled with this charge. */
  SETTLING,
  /** It was settled with another charge: this one paid for nothing. */
  PAID_OTHERWISE,
  /** Its decisions are held. */
  HELD,
  /** It no longer holds anything, or never existed. */
  GONE,
  /** It is in a state that this version does not know. */
  UNCLEAR;

  static GatewayPaymentState of(@Nullable Payment payment, @Nullable ChannelPayment charge) {
    if (payment == null
        || payment.status().equals(PaymentStatus.RELEASED)
        || payment.status().equals(PaymentStatus.EXPIRED)) {
      return GONE;
    }
    if (payment.status().equals(PaymentStatus.HELD)) {
      return HELD;
    }
    boolean settling = payment.status().equals(PaymentStatus.SETTLING);
    if (!settling
        && !payment.status().equals(PaymentStatus.SETTLED)
        && !payment.status().equals(PaymentStatus.REFUNDING)
        && !payment.status().equals(PaymentStatus.REFUNDED)) {
      return UNCLEAR;
    }
    String tradeNo = payment.channelTradeNo();
    if (charge != null && tradeNo == null) {
      return UNCLEAR;
    }
    if (charge != null && !TradeNumber.isOf(charge.channelTradeNo(), tradeNo)) {
      return PAID_OTHERWISE;
    }
    return settling ? SETTLING : SETTLED;
  }
}
