package io.yiwang.payments.cashier;

import static io.yiwang.payments.cashier.CashierState.SETTLED;
import static io.yiwang.payments.cashier.CashierState.SETTLING;

import io.yiwang.payments.internal.records.PaymentRecord;

/** Acts in SETTLING. The gateway has the confirmation, and only its result is missing. */
final class SettleStage implements Stage<CashierState, PaymentRecord> {
  private final GatewayCalls gateway;

  SettleStage(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  @Override
  public StageReply act(PaymentRecord record, StageContext context) {
    return gateway.state(record.paymentId());
  }

  @Override
  public Transition<CashierState, PaymentRecord> next(
      PaymentRecord record, StageReply reply, StageContext context) {
    if (reply instanceof StageReply.Found found) {
      PaymentRecord now = record.updated(found.payment());
      return switch (GatewayPaymentState.of(found.payment(), record.charge())) {
        case SETTLED -> Transition.to(SETTLED, now);
        case SETTLING -> Transition.later(SETTLING, now, null);
        // Impossible after SETTLING: the gateway contradicts itself, and a person must look into
        // it.
        case HELD, GONE, PAID_OTHERWISE, UNCLEAR -> Transition.escalate(SETTLING, now);
      };
    }
    return reply instanceof StageReply.NotFound
        ? Transition.escalate(SETTLING, record)
        : Transition.later(SETTLING, record, reply.retryAfter());
  }
}
