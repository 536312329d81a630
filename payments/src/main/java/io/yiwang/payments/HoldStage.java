package io.yiwang.payments;

import static io.yiwang.payments.CashierState.CANCELLING;
import static io.yiwang.payments.CashierState.CHARGING;
import static io.yiwang.payments.CashierState.HOLDING;
import static io.yiwang.payments.CashierState.REFUSED;

import io.yiwang.payments.CashierBook.Refusal;
import io.yiwang.value.Money;
import org.jspecify.annotations.Nullable;

/**
 * HOLDING. The order is sent once, by the call that begins the payment; ever after it is looked up,
 * which needs no payer's name on disk.
 *
 * <p>A journal that was set back, or has lost the payment, stands here while the payer was charged
 * long ago. So only an order that the gateway has just refused to hold, and never had, is refused
 * at once: nobody is charged before a hold. Whatever else is no way on goes to CANCELLING, where
 * the channel says whether the payer was charged.
 *
 * <p>A hold that reaches the gateway only after it was looked up, and so after the payment was
 * refused, is harmless: it has no charge; nobody confirms it; until it runs out by itself (30
 * minutes) other order numbers get DECISION_HELD.
 */
final class HoldStage implements Stage<CashierState, CashierBook> {
  private final GatewaySide gateway;
  private final ChannelSide channel;

  HoldStage(GatewaySide gateway, ChannelSide channel) {
    this.gateway = gateway;
    this.channel = channel;
  }

  @Override
  public Heard act(CashierBook book, Situation situation) {
    PaymentOrder order = situation.order();
    Heard heard =
        order == null ? gateway.byOrder(book.orderNo()) : gateway.hold(order, situation.now());
    Payment there = payment(heard);
    return there == null || book.isOf(there)
        ? heard
        : new Heard.OfAnother(there, code(heard), channel.query(book.orderNo()));
  }

  private static @Nullable Payment payment(Heard heard) {
    if (heard instanceof Heard.Told told) {
      return told.payment();
    }
    return heard instanceof Heard.No no ? no.standing() : null;
  }

  private static String code(Heard heard) {
    return heard instanceof Heard.No no ? no.code() : FineCodes.ORDER_NO_CONFLICT;
  }

  @Override
  public Move<CashierState, CashierBook> next(CashierBook book, Heard heard, Situation situation) {
    Payment there = payment(heard);
    if (there != null) {
      return there(book.told(there), situation);
    }
    if (heard instanceof Heard.OfAnother another) {
      return ofAnother(book, another);
    }
    if (heard instanceof Heard.No no) {
      return Move.to(no.neverHad() ? REFUSED : CANCELLING, book.refused(refusal(book, no)));
    }
    if (heard instanceof Heard.NotThere) {
      return Move.to(CANCELLING, book.refused(CashierCodes.NOT_HELD));
    }
    return Move.later(HOLDING, book, null);
  }

  private static Move<CashierState, CashierBook> there(CashierBook told, Situation situation) {
    return switch (Fate.of(told.held(), null)) {
      case HELD -> held(told, situation);
      case GONE -> Move.to(CANCELLING, told.refused(CashierCodes.NOT_HELD));
      // The gateway is further than the journal: the channel tells the charge that took it there.
      case SETTLED, SETTLING -> Move.to(CANCELLING, told);
      case PAID_OTHERWISE, UNCLEAR -> Move.later(HOLDING, told, null);
    };
  }

  private static Move<CashierState, CashierBook> held(CashierBook book, Situation situation) {
    Money due = book.held().amount();
    if (!due.equals(book.amount())) {
      return Move.to(CANCELLING, book.refused(new Refusal(FineCodes.AMOUNT_CHANGED, due, null)));
    }
    return switch (situation.payer()) {
      // The application charges by itself only what was not charged in a life that is forgotten.
      case PAYS, IS_CHARGED_ELSEWHERE -> Move.to(CHARGING, book);
      case AWAY, LEAVES -> Move.to(CANCELLING, book.refused(CashierCodes.PAYER_LEFT));
    };
  }

  /**
   * Of other decisions. It is left alone unless the channel knows a charge of its order number:
   * then it is a payment that this journal has lost, and is taken to its end.
   */
  private static Move<CashierState, CashierBook> ofAnother(
      CashierBook book, Heard.OfAnother another) {
    if (another.charge().isNotCharged() || another.charge().isNotFound()) {
      return Move.to(REFUSED, book.refused(another.code()));
    }
    return another.charge() instanceof Heard.OfCharge
        ? Move.to(CANCELLING, book.takenOver(another.payment()))
        : Move.later(HOLDING, book, null);
  }

  private static Refusal refusal(CashierBook book, Heard.No no) {
    Penalty changed = no.changed();
    Money due = null;
    if (changed != null) {
      due = changed.total();
      for (PaymentOrder.Line line : book.lines()) {
        if (!line.decisionNumber().equals(changed.decisionNumber())) {
          due = due.plus(line.amount());
        }
      }
    }
    return new Refusal(no.code(), due, no.retryAt());
  }
}
