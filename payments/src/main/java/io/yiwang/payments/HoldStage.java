package io.yiwang.payments;

import static io.yiwang.payments.CashierState.CHARGING;
import static io.yiwang.payments.CashierState.HOLDING;
import static io.yiwang.payments.CashierState.REFUSED;
import static io.yiwang.payments.CashierState.RELEASING;
import static io.yiwang.payments.CashierState.SETTLED;
import static io.yiwang.payments.CashierState.SETTLING;

import io.yiwang.payments.CashierBook.Refusal;
import io.yiwang.value.Money;

/**
 * HOLDING. The order is sent once, by the call that begins the payment; ever after it is looked up,
 * which needs no payer's name on disk.
 *
 * <p>A hold that reaches the gateway only after it was looked up, and so after the payment was
 * refused, is harmless: it has no charge, for nobody is charged before a hold was heard of; nobody
 * confirms it; until it runs out by itself (30 minutes) other order numbers get DECISION_HELD.
 */
final class HoldStage implements Stage<CashierState, CashierBook> {
  private final GatewaySide gateway;

  HoldStage(GatewaySide gateway) {
    this.gateway = gateway;
  }

  @Override
  public Heard act(CashierBook book, Situation situation) {
    PaymentOrder order = situation.order();
    return order == null ? gateway.byOrder(book.orderNo()) : gateway.hold(order, situation.now());
  }

  @Override
  public Move<CashierState, CashierBook> next(CashierBook book, Heard heard, Situation situation) {
    if (heard instanceof Heard.Told told) {
      return there(book, told.payment(), FineCodes.ORDER_NO_CONFLICT, situation);
    }
    if (heard instanceof Heard.No no) {
      return no.standing() == null
          ? Move.to(REFUSED, book.refused(refusal(book, no)))
          : there(book, no.standing(), no.code(), situation);
    }
    if (heard instanceof Heard.NotThere) {
      return Move.to(REFUSED, book.refused(CashierCodes.NOT_HELD));
    }
    return Move.later(HOLDING, book, null);
  }

  /**
   * The gateway has a payment of that order number.
   *
   * @param code why it is refused if it is not ours
   */
  private static Move<CashierState, CashierBook> there(
      CashierBook book, Payment payment, String code, Situation situation) {
    if (!book.isOf(payment)) {
      return Move.to(REFUSED, book.refused(code));
    }
    CashierBook told = book.told(payment);
    return switch (Fate.of(payment, null)) {
      case HELD -> held(told, situation);
      case GONE -> Move.to(REFUSED, told.refused(CashierCodes.NOT_HELD));
      // A journal that was set back to an older copy meets what it had done since.
      case SETTLED -> Move.to(SETTLED, told);
      case SETTLING -> Move.to(SETTLING, told);
      case PAID_OTHERWISE, UNCLEAR -> Move.later(HOLDING, told, null);
    };
  }

  private static Move<CashierState, CashierBook> held(CashierBook book, Situation situation) {
    Money due = book.held().amount();
    if (!due.equals(book.amount())) {
      return Move.to(RELEASING, book.refused(new Refusal(FineCodes.AMOUNT_CHANGED, due, null)));
    }
    return switch (situation.payer()) {
      case PAYS -> Move.to(CHARGING, book);
      case IS_CHARGED_ELSEWHERE -> Move.later(CHARGING, book, null);
      case AWAY, LEAVES -> Move.to(RELEASING, book.refused(CashierCodes.PAYER_LEFT));
    };
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
