package io.yiwang.payments.cashier;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentStatus;
import io.yiwang.payments.internal.TradeNumber;
import org.jspecify.annotations.Nullable;

/** The state of a payment at the gateway, as it matters to one who has charged a payer. */
enum GatewayPaymentState {
  /** Settled with this charge, or refunded since. */
  SETTLED,
  /** Being settled with this charge. */
  SETTLING,
  /** Settled with another charge: this one paid for nothing. */
  PAID_OTHERWISE,
  /** Held. */
  HELD,
  /** Holds nothing any more, or never was. */
  GONE,
  /** In a state that this version does not know. */
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
