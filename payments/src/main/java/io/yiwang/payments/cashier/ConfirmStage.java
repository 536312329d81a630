package io.yiwang.payments.cashier;

import static io.yiwang.payments.cashier.CashierState.CONFIRMING;
import static io.yiwang.payments.cashier.CashierState.RELEASING;
import static io.yiwang.payments.cashier.CashierState.RETURNING;
import static io.yiwang.payments.cashier.CashierState.SETTLED;
import static io.yiwang.payments.cashier.CashierState.SETTLING;

import io.yiwang.payments.FineCode;
import io.yiwang.payments.Payment;
import io.yiwang.payments.internal.records.PaymentRecord;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Acts in CONFIRMING. The platform has the payer's money: it goes to the treasury or back to the
 * payer, depending on the gateway's state of the payment, not on the code of a rejection.
 *
 * <p>Money goes back only when the gateway holds nothing any more. So what it still holds may be
 * confirmed at any time. A hold that has expired may be confirmed only while the gateway repeats
 * its first answer to that charge: a journal that was set back does not know whether that answer
 * was a rejection, after which the payer got the money back.
 */
final class ConfirmStage implements Stage<CashierState, PaymentRecord> {
  private final GatewayCalls gateway;

  ConfirmStage(GatewayCalls gateway) {
    this.gateway = gateway;
  }

  @Override
  public StageReply act(PaymentRecord record, StageContext context) {
    if (record.payment() == null) {
      return gateway.byOrder(record.orderNo());
    }
    if (isOld(record.progress().since(), context) || isOld(record.charged().paidAt(), context)) {
      StageReply found = gateway.state(record.paymentId());
      boolean held =
          found instanceof StageReply.Found known
              && GatewayPaymentState.of(known.payment(), record.charge())
                  == GatewayPaymentState.HELD;
      if (!held) {
        return found;
      }
    }
    return gateway.confirm(record.paymentId(), record.charged(), context.now());
  }

  private static boolean isOld(OffsetDateTime time, StageContext context) {
    return Duration.between(time, context.now()).compareTo(Policy.KEY_LIFE) > 0;
  }

  @Override
  public Transition<CashierState, PaymentRecord> next(
      PaymentRecord record, StageReply reply, StageContext context) {
    if (reply instanceof StageReply.Found known) {
      return record.payment() == null
              && GatewayPaymentState.of(known.payment(), null) == GatewayPaymentState.HELD
          ? ChargeStage.charged(record.updated(known.payment()), record.charged())
          : after(record, known.payment(), FineCode.HOLD_LOST);
    }
    if (reply instanceof StageReply.Rejected no) {
      return no.code().equals(FineCode.HOLD_LOST)
          ? Transition.to(RETURNING, record.refused(FineCode.HOLD_LOST))
          : after(record, no.state(), no.code());
    }
    if (reply instanceof StageReply.NotFound) {
      return after(record, null, FineCode.PAYMENT_UNKNOWN);
    }
    return Transition.later(CONFIRMING, record, reply.retryAfter());
  }

  private static Transition<CashierState, PaymentRecord> after(
      PaymentRecord record, @Nullable Payment payment, String code) {
    PaymentRecord known = payment == null ? record : record.updated(payment);
    return switch (GatewayPaymentState.of(payment, record.charge())) {
      case SETTLED -> Transition.to(SETTLED, known);
      case SETTLING -> Transition.to(SETTLING, known);
      case HELD -> Transition.to(RELEASING, known.refused(code));
      case PAID_OTHERWISE, GONE -> Transition.to(RETURNING, known.refused(code));
      case UNCLEAR -> Transition.later(CONFIRMING, known, null);
    };
  }
}
