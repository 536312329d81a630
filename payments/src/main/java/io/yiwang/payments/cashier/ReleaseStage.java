package io.yiwang.payments.cashier;

import static io.yiwang.payments.cashier.CashierState.CANCELLING;
import static io.yiwang.payments.cashier.CashierState.REFUSED;
import static io.yiwang.payments.cashier.CashierState.RELEASING;
import static io.yiwang.payments.cashier.CashierState.RETURNED;
import static io.yiwang.payments.cashier.CashierState.RETURNING;
import static io.yiwang.payments.cashier.CashierState.SETTLED;
import static io.yiwang.payments.cashier.CashierState.SETTLING;

import io.yiwang.payments.Payment;
import io.yiwang.payments.internal.records.PaymentRecord;
import org.jspecify.annotations.Nullable;

/** Acts in RELEASING. The payer's money goes back only when the gateway holds nothing any more. */
final class ReleaseStage implements Stage<CashierState, PaymentRecord> {
  private final GatewayCalls gateway;

  ReleaseStage(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  @Override
  public StageReply act(PaymentRecord record, StageContext context) {
    return record.payment() == null
        ? gateway.byOrder(record.orderNo())
        : gateway.release(record.paymentId(), context.now());
  }

  @Override
  public Transition<CashierState, PaymentRecord> next(
      PaymentRecord record, StageReply reply, StageContext context) {
    if (reply instanceof StageReply.Found found) {
      return record.payment() == null
              && GatewayPaymentState.of(found.payment(), null) == GatewayPaymentState.HELD
          ? Transition.to(RELEASING, record.updated(found.payment()))
          : after(record, found.payment(), context);
    }
    if (reply instanceof StageReply.Rejected no) {
      return after(record, no.state(), context);
    }
    if (reply instanceof StageReply.NotFound) {
      return after(record, null, context);
    }
    return Transition.later(RELEASING, record, reply.retryAfter());
  }

  private static Transition<CashierState, PaymentRecord> after(
      PaymentRecord record, @Nullable Payment payment, StageContext context) {
    PaymentRecord found = payment == null ? record : record.updated(payment);
    return switch (GatewayPaymentState.of(payment, record.charge())) {
      // It was paid after all.
      case SETTLED -> Transition.to(SETTLED, found);
      case SETTLING -> Transition.to(SETTLING, found);
      case GONE, PAID_OTHERWISE -> notHeld(found, context);
      case HELD, UNCLEAR -> Transition.later(RELEASING, found, null);
    };
  }

  private static Transition<CashierState, PaymentRecord> notHeld(
      PaymentRecord record, StageContext context) {
    if (record.charge() != null) {
      return Transition.to(record.wasRefunded() ? RETURNED : RETURNING, record);
    }
    // What was on disk before this call may be older than the channel's last answer.
    return Transition.to(context.notCharged() ? REFUSED : CANCELLING, record);
  }
}
