package io.yiwang.payments.cashier;

import static io.yiwang.payments.cashier.CashierState.CANCELLING;
import static io.yiwang.payments.cashier.CashierState.CHARGING;
import static io.yiwang.payments.cashier.CashierState.CONFIRMING;
import static io.yiwang.payments.cashier.CashierState.RELEASING;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.Payment;
import io.yiwang.payments.cashier.StageContext.Payer;
import io.yiwang.payments.internal.records.PaymentRecord;

/**
 * Acts in CHARGING. Any call but the one that began the payment asks first, and only a payer who is
 * present is charged.
 */
final class ChargeStage implements Stage<CashierState, PaymentRecord> {
  private final ChannelCalls channel;

  ChargeStage(ChannelCalls channel) {
    this.channel = channel;
  }

  @Override
  public StageReply act(PaymentRecord record, StageContext context) {
    if (context.order() != null && context.payerIs(Payer.PRESENT)) {
      return channel.charge(record);
    }
    StageReply found = channel.query(record.orderNo());
    boolean mayCharge =
        context.payerIs(Payer.PRESENT)
            && context.now().isBefore(context.policy().payBefore(record));
    return mayCharge && found.isChargeNotFound() ? channel.charge(record) : found;
  }

  @Override
  public Transition<CashierState, PaymentRecord> next(
      PaymentRecord record, StageReply reply, StageContext context) {
    if (reply instanceof StageReply.ChargeReply of) {
      if (of.answer() instanceof ChargeAnswer.Charged charged) {
        return charged(record, charged.payment());
      }
      if (of.answer() instanceof ChargeAnswer.Refunded refunded) {
        return refunded(record, refunded.payment());
      }
      if (of.answer() instanceof ChargeAnswer.NotCharged) {
        return Transition.to(RELEASING, record.refused(FineCode.CHARGE_DECLINED));
      }
    }
    // No payer is present who could begin a charge that has not begun.
    boolean pointless =
        context.payerIs(Payer.ABSENT) && reply.isChargeNotFound() && !record.chargedElsewhere();
    boolean late = !context.now().isBefore(context.policy().payBefore(record));
    return context.payerIs(Payer.ABANDONED) || pointless || late
        ? Transition.to(CANCELLING, record)
        : Transition.later(CHARGING, record, null);
  }

  /**
   * Returns the transition after a charge: with the right amount, the gateway is notified; with any
   * other, the charge is refunded.
   */
  static Transition<CashierState, PaymentRecord> charged(
      PaymentRecord record, ChannelPayment charge) {
    PaymentRecord charged = record.charged(charge);
    Payment payment = record.payment();
    return payment == null || charge.amount().equals(payment.amount())
        ? Transition.to(CONFIRMING, charged)
        : Transition.to(RELEASING, charged.refused(FineCode.AMOUNT_MISMATCH));
  }

  /**
   * Returns the transition after a charge that was refunded: nothing may be settled with it any
   * more.
   */
  static Transition<CashierState, PaymentRecord> refunded(
      PaymentRecord record, ChannelPayment charge) {
    return Transition.to(RELEASING, record.charged(charge).refused(FineCode.CHARGE_REFUNDED));
  }
}
