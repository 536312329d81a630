package io.yiwang.payments.cashier;

import static io.yiwang.payments.cashier.CashierState.RETURNED;
import static io.yiwang.payments.cashier.CashierState.RETURNING;

import io.yiwang.payments.internal.records.PaymentRecord;

/** RETURNING. The payer gets back all that was charged. */
final class ReturnStage implements Stage<CashierState, PaymentRecord> {
  private final ChannelSide channel;

  ReturnStage(ChannelSide channel) {
    this.channel = channel;
  }

  @Override
  public StageReply act(PaymentRecord record, StageContext context) {
    return channel.giveBack(record);
  }

  @Override
  public Transition<CashierState, PaymentRecord> next(
      PaymentRecord record, StageReply reply, StageContext context) {
    if (reply instanceof StageReply.PaybackReply of) {
      return switch (of.answer()) {
        case PAID_BACK -> Transition.to(RETURNED, record);
        case UNDERWAY -> Transition.later(RETURNING, record, null);
        case REFUSED -> Transition.escalate(RETURNING, record);
      };
    }
    return Transition.later(RETURNING, record, null);
  }
}
