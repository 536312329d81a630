package io.yiwang.payments.cashier;

import static io.yiwang.payments.cashier.CashierState.CANCELLING;
import static io.yiwang.payments.cashier.CashierState.CHARGING;
import static io.yiwang.payments.cashier.CashierState.HOLDING;
import static io.yiwang.payments.cashier.CashierState.REFUSED;

import io.yiwang.payments.FineCode;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.internal.records.PaymentRecord;
import io.yiwang.payments.internal.records.PaymentRecord.Refusal;
import io.yiwang.value.Money;
import org.jspecify.annotations.Nullable;

/**
 * Acts in HOLDING. The order is sent once, by the call that begins the payment; after that it is
 * only looked up, so that the payer's name need not be on disk.
 *
 * <p>A journal that was set back, or has lost the payment, may be in this state although the payer
 * was charged long ago. So an order is refused immediately only if the gateway has just rejected it
 * and never had it: nobody is charged before a hold. Everything else that cannot continue goes to
 * CANCELLING, where the channel reports whether the payer was charged.
 *
 * <p>A hold that reaches the gateway only after the look-up, and so after the payment was refused,
 * is harmless: it has no charge, and nobody confirms it. Until it expires (after 30 minutes), other
 * order numbers are rejected with DECISION_HELD.
 */
final class HoldStage implements Stage<CashierState, PaymentRecord> {
  private final GatewayCalls gateway;
  private final ChannelCalls channel;

  HoldStage(GatewayCalls gateway, ChannelCalls channel) {
    this.gateway = gateway;
    this.channel = channel;
  }

  @Override
  public StageReply act(PaymentRecord record, StageContext context) {
    PaymentOrder order = context.order();
    StageReply reply =
        order == null ? gateway.byOrder(record.orderNo()) : gateway.hold(order, context.now());
    Payment existing = payment(reply);
    return existing == null || record.isOf(existing)
        ? reply
        : new StageReply.OtherPayment(existing, code(reply), channel.query(record.orderNo()));
  }

  private static @Nullable Payment payment(StageReply reply) {
    if (reply instanceof StageReply.Found found) {
      return found.payment();
    }
    return reply instanceof StageReply.Rejected no ? no.state() : null;
  }

  private static String code(StageReply reply) {
    return reply instanceof StageReply.Rejected no ? no.code() : FineCode.ORDER_NO_CONFLICT;
  }

  @Override
  public Transition<CashierState, PaymentRecord> next(
      PaymentRecord record, StageReply reply, StageContext context) {
    Payment existing = payment(reply);
    if (existing != null) {
      return afterLookUp(record.updated(existing), context);
    }
    if (reply instanceof StageReply.OtherPayment another) {
      return ofAnother(record, another);
    }
    if (reply instanceof StageReply.Rejected no) {
      return Transition.to(
          no.neverHad() ? REFUSED : CANCELLING, record.refused(refusal(record, no)));
    }
    if (reply instanceof StageReply.NotFound) {
      return Transition.to(CANCELLING, record.refused(FineCode.NOT_HELD));
    }
    return Transition.later(HOLDING, record, reply.retryAfter());
  }

  private static Transition<CashierState, PaymentRecord> afterLookUp(
      PaymentRecord found, StageContext context) {
    return switch (GatewayPaymentState.of(found.held(), null)) {
      case HELD -> held(found, context);
      case GONE -> Transition.to(CANCELLING, found.refused(FineCode.NOT_HELD));
      // The gateway is ahead of the journal: the channel knows the charge that it was settled with.
      case SETTLED, SETTLING -> Transition.to(CANCELLING, found);
      case PAID_OTHERWISE, UNCLEAR -> Transition.later(HOLDING, found, null);
    };
  }

  private static Transition<CashierState, PaymentRecord> held(
      PaymentRecord record, StageContext context) {
    Money due = record.held().amount();
    if (!due.equals(record.amount())) {
      return Transition.to(
          CANCELLING, record.refused(new Refusal(FineCode.AMOUNT_CHANGED, due, null)));
    }
    return switch (context.payer()) {
      // The application itself does not charge what it has charged before the journal was set back.
      case PRESENT, CHARGED_ELSEWHERE -> Transition.to(CHARGING, record);
      case ABSENT, ABANDONED -> Transition.to(CANCELLING, record.refused(FineCode.PAYER_LEFT));
    };
  }

  /**
   * Returns the transition if the payment is of other decisions. It is left alone unless the
   * channel knows a charge under its order number: then it is a payment that this journal has lost,
   * and is completed.
   */
  private static Transition<CashierState, PaymentRecord> ofAnother(
      PaymentRecord record, StageReply.OtherPayment another) {
    if (another.charge().isNotCharged() || another.charge().isChargeNotFound()) {
      return Transition.to(REFUSED, record.refused(another.code()));
    }
    return another.charge() instanceof StageReply.ChargeReply
        ? Transition.to(CANCELLING, record.takenOver(another.payment()))
        : Transition.later(HOLDING, record, null);
  }

  private static Refusal refusal(PaymentRecord record, StageReply.Rejected no) {
    Penalty changed = no.changed();
    Money due = null;
    if (changed != null) {
      due = changed.total();
      for (PaymentOrder.Line line : record.lines()) {
        if (!line.decisionNumber().equals(changed.decisionNumber())) {
          due = due.plus(line.amount());
        }
      }
    }
    return new Refusal(no.code(), due, no.retryAt());
  }
}
