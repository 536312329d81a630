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
 * HOLDING. The order is sent once, by the call that begins the payment; ever after it is looked up,
 * which needs no payer's name on disk.
 *
 * <p>A journal that was set back, or has lost the payment, is here while the payer was charged long
 * ago. So only an order that the gateway has just refused to hold, and never had, is refused at
 * once: nobody is charged before a hold. Whatever else leads no further goes to CANCELLING, where
 * the channel says whether the payer was charged.
 *
 * <p>A hold that reaches the gateway only after it was looked up, and so after the payment was
 * refused, is harmless: it has no charge; nobody confirms it; until it runs out by itself (30
 * minutes) other order numbers get DECISION_HELD.
 */
final class HoldStage implements Stage<CashierState, PaymentRecord> {
  private final GatewaySide gateway;
  private final ChannelSide channel;

  HoldStage(GatewaySide gateway, ChannelSide channel) {
    this.gateway = gateway;
    this.channel = channel;
  }

  @Override
  public StageReply act(PaymentRecord record, StageContext context) {
    PaymentOrder order = context.order();
    StageReply reply =
        order == null ? gateway.byOrder(record.orderNo()) : gateway.hold(order, context.now());
    Payment there = payment(reply);
    return there == null || record.isOf(there)
        ? reply
        : new StageReply.OfAnother(there, code(reply), channel.query(record.orderNo()));
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
    Payment there = payment(reply);
    if (there != null) {
      return there(record.updated(there), context);
    }
    if (reply instanceof StageReply.OfAnother another) {
      return ofAnother(record, another);
    }
    if (reply instanceof StageReply.Rejected no) {
      return Transition.to(
          no.neverHad() ? REFUSED : CANCELLING, record.refused(refusal(record, no)));
    }
    if (reply instanceof StageReply.NotThere) {
      return Transition.to(CANCELLING, record.refused(FineCode.NOT_HELD));
    }
    return Transition.later(HOLDING, record, null);
  }

  private static Transition<CashierState, PaymentRecord> there(
      PaymentRecord found, StageContext context) {
    return switch (GatewayPaymentState.of(found.held(), null)) {
      case HELD -> held(found, context);
      case GONE -> Transition.to(CANCELLING, found.refused(FineCode.NOT_HELD));
      // The gateway is further than the journal: the channel tells the charge that took it there.
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
      // The application charges by itself only what was not charged in a life that is forgotten.
      case PRESENT, IS_CHARGED_ELSEWHERE -> Transition.to(CHARGING, record);
      case ABSENT, ABANDONED -> Transition.to(CANCELLING, record.refused(FineCode.PAYER_LEFT));
    };
  }

  /**
   * Moves on where the payment is of other decisions. It is left alone unless the channel knows a
   * charge of its order number: then it is a payment that this journal has lost, and is taken to
   * its end.
   */
  private static Transition<CashierState, PaymentRecord> ofAnother(
      PaymentRecord record, StageReply.OfAnother another) {
    if (another.charge().isNotCharged() || another.charge().isNotFound()) {
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
