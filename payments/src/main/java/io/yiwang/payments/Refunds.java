package io.yiwang.payments;

import io.yiwang.journal.Begun;
import io.yiwang.journal.Draft;
import io.yiwang.journal.NoPersonal;
import java.util.Optional;

/** Begins refunds of settled payments. */
record Refunds(Teller<RefundState, RefundBook> teller) {
  FineRefund refund(CashierState state, CashierBook payment, RefundOrder order) {
    ChannelPayment charge = payment.charge();
    if (state != CashierState.SETTLED || charge == null) {
      throw new IllegalStateException(
          "only a settled payment that this journal has charged can be refunded; "
              + payment.orderNo()
              + " is "
              + state);
    }
    RefundBook book =
        new RefundBook(
            order.refundNo(),
            payment.orderNo(),
            payment.paymentId(),
            charge,
            order.amount(),
            order.reason(),
            Progress.entered(teller.now()),
            null,
            null);
    // Whether another one is under way the gateway knows, and not the journal alone.
    Begun<RefundBook, NoPersonal> begun =
        teller.begin(Draft.of(order.refundNo(), RefundState.ASKING.name(), book));
    if (begun instanceof Begun.Started<RefundBook, NoPersonal> started) {
      teller.work(started.claim(), Situation.Payer.AWAY, null);
    } else {
      teller.work(order.refundNo(), Situation.Payer.AWAY);
    }
    return same(book);
  }

  /** How the refund of that number stands, if it is this one. */
  private FineRefund same(RefundBook book) {
    FineRefund refund = outcome(book.refundNo()).orElseThrow();
    if (!refund.orderNo().equals(book.orderNo()) || !refund.amount().equals(book.amount())) {
      throw new IllegalArgumentException(
          "refund number "
              + book.refundNo()
              + " is taken by another refund; give this one its own");
    }
    return refund;
  }

  Optional<FineRefund> outcome(String refundNo) {
    return teller.find(refundNo).map(at -> Outcomes.of(at.state(), at.book()));
  }
}
