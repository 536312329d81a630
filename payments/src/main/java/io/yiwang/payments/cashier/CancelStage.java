package io.yiwang.payments.cashier;

import static io.yiwang.payments.cashier.CashierState.CANCELLING;
import static io.yiwang.payments.cashier.CashierState.REFUSED;
import static io.yiwang.payments.cashier.CashierState.RELEASING;
import static io.yiwang.payments.cashier.CashierState.SETTLED;
import static io.yiwang.payments.cashier.CashierState.SETTLING;

import io.yiwang.payments.FineCode;
import io.yiwang.payments.internal.records.PaymentRecord;

/**
 * Acts in CANCELLING. Nothing is released before it is certain that the payer will never be
 * charged.
 */
final class CancelStage implements Stage<CashierState, PaymentRecord> {
  private final ChannelCalls channel;

  CancelStage(ChannelCalls channel) {
    this.channel = channel;
  }

  @Override
  public StageReply act(PaymentRecord record, StageContext context) {
    return channel.cancel(record.orderNo());
  }

  @Override
  public Transition<CashierState, PaymentRecord> next(
      PaymentRecord record, StageReply reply, StageContext context) {
    if (reply instanceof StageReply.ChargeReply of) {
      if (of.answer() instanceof ChargeAnswer.Charged charged) {
        return ChargeStage.charged(record, charged.payment());
      }
      if (of.answer() instanceof ChargeAnswer.Refunded refunded) {
        return ChargeStage.refunded(record, refunded.payment());
      }
      if (of.answer() instanceof ChargeAnswer.NotCharged) {
        return notCharged(record);
      }
    }
    return Transition.later(CANCELLING, record, null);
  }

  private static Transition<CashierState, PaymentRecord> notCharged(PaymentRecord record) {
    PaymentRecord refused = record.refused(FineCode.PAYER_LEFT);
    if (record.payment() == null) {
      return Transition.to(REFUSED, refused);
    }
    return switch (GatewayPaymentState.of(record.payment(), null)) {
      // Another process has paid it under our order number.
      case SETTLED -> Transition.to(SETTLED, record);
      case SETTLING -> Transition.to(SETTLING, record);
      case GONE -> Transition.to(REFUSED, refused);
      case HELD, PAID_OTHERWISE, UNCLEAR -> Transition.to(RELEASING, refused);
    };
  }
}
