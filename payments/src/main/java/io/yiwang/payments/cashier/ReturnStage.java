package io.yiwang.payments.cashier;

import static io.yiwang.payments.cashier.CashierState.RETURNED;
import static io.yiwang.payments.cashier.CashierState.RETURNING;

import io.yiwang.payments.internal.records.PaymentRecord;

/** Acts in RETURNING. The payer gets back all that was charged. */
final class ReturnStage implements Stage<CashierState, PaymentRecord> {
  private final ChannelCalls channel;

  ReturnStage(ChannelCalls channel) {
    this.channel = channel;
  }

  @Override
  public StageReply act(PaymentRecord record, StageContext context) {
    return channel.refundCharge(record);
  }

  @Override
  public Transition<CashierState, PaymentRecord> next(
      PaymentRecord record, StageReply reply, StageContext context) {
    if (reply instanceof StageReply.PayerRefundReply of) {
      return switch (of.answer()) {
        case PAID_BACK -> Transition.to(RETURNED, record);
        case UNDERWAY -> Transition.later(RETURNING, record, null);
        case REFUSED -> Transition.escalate(RETURNING, record);
      };
    }
    return Transition.later(RETURNING, record, null);
  }
}
