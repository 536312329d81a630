package io.yiwang.payments.cashier;

import io.yiwang.journal.BeginResult;
import io.yiwang.journal.Draft;
import io.yiwang.journal.NoSensitivePayload;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.Payment;
import io.yiwang.payments.cashier.StageContext.Payer;
import io.yiwang.payments.internal.records.PaymentRecord;

/**
 * Takes up payments of which the gateway or the channel knows more than the journal: those that the
 * journal has lost, because it was restored from a backup, and those that it has as refused
 * although the payer was charged.
 */
record Rediscovery(
    StageRunner<CashierState, PaymentRecord> payments, GatewayCalls gateway, ChannelCalls payers) {
  /**
   * The state in which a refused payment continues whose payer was charged after all: first the
   * gateway has to report that it no longer holds anything, and has settled nothing with that
   * charge.
   */
  static final CashierState REOPENED = CashierState.RELEASING;

  /**
   * Returns whether a payment that the journal does not have may be refused: the channel reports
   * that there is no charge under its order number, and none is under way.
   */
  boolean isNew(String orderNo) {
    StageReply known = payers.query(orderNo);
    return known.isChargeNotFound() || known.isNotCharged();
  }

  /**
   * Looks for a payment that the journal does not have, and takes it up if the gateway or the
   * channel knows it. A channel that does not answer may know it, which is found out later.
   *
   * @return whether it was taken up
   */
  boolean find(String orderNo, String channel, Payer payer) {
    boolean known =
        !isNew(orderNo)
            || (gateway.byOrder(orderNo) instanceof StageReply.Found found
                && isOf(found.payment(), channel));
    if (known) {
      takeUp(PaymentRecord.found(orderNo, channel, payments.now()), payer);
    }
    return known;
  }

  /**
   * Returns whether a payment belongs to the channel. A gateway need not name it; then the order
   * number is enough.
   */
  private static boolean isOf(Payment payment, String channel) {
    return payment.channel() == null || payment.channel().equals(channel);
  }

  /** Writes a payment that the journal has lost, and finds out what became of it. */
  void takeUp(PaymentRecord record, Payer payer) {
    // Without exclusive names: they prevent a second payment before money moves, and here money may
    // have moved.
    BeginResult<PaymentRecord, NoSensitivePayload> begun =
        payments.begin(Draft.of(record.orderNo(), CashierState.HOLDING.name(), record));
    if (begun instanceof BeginResult.Started<PaymentRecord, NoSensitivePayload> started) {
      payments.work(started.claim(), payer, null);
    }
  }

  /**
   * Asks whether the payer of a refused payment was charged after all, and if so gives the money
   * back.
   */
  void chargedLate(PaymentRecord refused) {
    StageReply reply = payers.query(refused.orderNo());
    if (reply instanceof StageReply.ChargeReply of) {
      if (of.answer() instanceof ChargeAnswer.Charged charged) {
        reopen(refused.charged(charged.payment()).refused(FineCode.CHARGED_LATE));
      } else if (of.answer() instanceof ChargeAnswer.Refunded refunded) {
        reopen(refused.charged(refunded.payment()).refused(FineCode.CHARGE_REFUNDED));
      }
    }
  }

  /**
   * Gives a charge back that took longer than its lease, if the process that took the payment over
   * was informed by the channel that the payer was never charged.
   */
  void chargedMeanwhile(String orderNo) {
    payments
        .find(orderNo)
        .filter(found -> found.state() == CashierState.REFUSED)
        .ifPresent(found -> chargedLate(found.record()));
  }

  private void reopen(PaymentRecord record) {
    payments.reopen(REOPENED, record, Payer.ABSENT);
  }
}
