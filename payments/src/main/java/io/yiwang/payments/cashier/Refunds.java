package io.yiwang.payments.cashier;

import io.yiwang.journal.BeginResult;
import io.yiwang.journal.Draft;
import io.yiwang.journal.NoSensitivePayload;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.RefundOrder;
import io.yiwang.payments.internal.records.PaymentRecord;
import io.yiwang.payments.internal.records.Progress;
import io.yiwang.payments.internal.records.RefundRecord;
import java.util.Optional;

/** Begins refunds of settled payments and continues them by their refund numbers. */
record Refunds(StageRunner<RefundState, RefundRecord> runner) {
  FineRefund refund(CashierState state, PaymentRecord payment, RefundOrder order) {
    ChannelPayment charge = payment.charge();
    if (state != CashierState.SETTLED || charge == null) {
      throw new IllegalStateException(
          "only a settled payment that was charged through this journal can be refunded; "
              + payment.orderNo()
              + " is "
              + state);
    }
    RefundRecord record =
        new RefundRecord(
            order.refundNo(),
            payment.orderNo(),
            payment.paymentId(),
            charge,
            order.amount(),
            order.reason(),
            Progress.entered(runner.now()),
            null,
            null);
    // Only the gateway knows whether another refund is under way; the journal may not have it.
    do {
      BeginResult<RefundRecord, NoSensitivePayload> begun =
          runner.begin(Draft.of(order.refundNo(), RefundState.ASKING.name(), record));
      if (begun instanceof BeginResult.Started<RefundRecord, NoSensitivePayload> started) {
        runner.work(started.claim(), StageContext.Payer.ABSENT, null);
      } else {
        runner.work(order.refundNo(), StageContext.Payer.ABSENT);
      }
      // Repeated if the journal was set back halfway: the same request gets the same answer.
    } while (outcome(order.refundNo()).isEmpty());
    return outcomeOfSame(record);
  }

  /** Returns the refund with that number, if it is this one. */
  private FineRefund outcomeOfSame(RefundRecord record) {
    FineRefund refund = outcome(record.refundNo()).orElseThrow();
    if (!refund.orderNo().equals(record.orderNo()) || !refund.amount().equals(record.amount())) {
      throw new IllegalArgumentException(
          "refund number "
              + record.refundNo()
              + " belongs to another refund; use a new refund number");
    }
    return refund;
  }

  Optional<FineRefund> outcome(String refundNo) {
    return runner.find(refundNo).map(found -> Outcomes.of(found.state(), found.record()));
  }
}
