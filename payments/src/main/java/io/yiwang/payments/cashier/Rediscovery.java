package io.yiwang.payments.cashier;

import io.yiwang.journal.BeginResult;
import io.yiwang.journal.Draft;
import io.yiwang.journal.NoSensitivePayload;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.Payment;
import io.yiwang.payments.cashier.StageContext.Payer;
import io.yiwang.payments.internal.records.PaymentRecord;

/**
 * Takes up payments of which gateway or channel know more than the journal: those that it has lost,
 * as one that was restored from a copy has, and those that it believes refused.
 */
record Rediscovery(
    StageRunner<CashierState, PaymentRecord> payments, GatewaySide gateway, ChannelSide payers) {
  /**
   * Where a refused payment whose payer was charged after all continues: the gateway has its say
   * first, that it holds nothing any more, and has settled nothing with that charge.
   */
  static final CashierState REOPENED = CashierState.RELEASING;

  /**
   * Returns whether an order number that the journal does not have may be refused without more: the
   * channel says that it knows no charge of it, and that none is under way.
   */
  boolean isNew(String orderNo) {
    StageReply known = payers.query(orderNo);
    return known.isNotFound() || known.isNotCharged();
  }

  /**
   * Looks for a payment that the journal does not have, and takes it up if gateway or channel know
   * it. A channel that is silent may know it: that is found out later.
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
   * Returns whether a payment is of the channel; a gateway need not say it, and then the order
   * number decides.
   */
  private static boolean isOf(Payment payment, String channel) {
    return payment.channel() == null || payment.channel().equals(channel);
  }

  /** Writes down a payment that the journal has lost, and finds out what became of it. */
  void takeUp(PaymentRecord record, Payer payer) {
    // It holds no names: those keep a second payment off before money moves, and here it may have.
    BeginResult<PaymentRecord, NoSensitivePayload> begun =
        payments.begin(Draft.of(record.orderNo(), CashierState.HOLDING.name(), record));
    if (begun instanceof BeginResult.Started<PaymentRecord, NoSensitivePayload> started) {
      payments.work(started.claim(), payer, null);
    }
  }

  /** Asks whether a payer was charged after all whose payment was refused, and gives it back. */
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

  private void reopen(PaymentRecord record) {
    payments.reopen(REOPENED, record, Payer.ABSENT);
  }
}
