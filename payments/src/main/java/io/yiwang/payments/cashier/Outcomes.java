package io.yiwang.payments.cashier;

import io.yiwang.payments.FineCode;
import io.yiwang.payments.cashier.FineOutcome.Amounts;
import io.yiwang.payments.cashier.FineOutcome.PayerMoney;
import io.yiwang.payments.cashier.FineOutcome.Pending;
import io.yiwang.payments.cashier.FineOutcome.Refused;
import io.yiwang.payments.cashier.FineOutcome.Settled;
import io.yiwang.payments.internal.records.PaymentRecord;
import io.yiwang.payments.internal.records.RefundRecord;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Converts the journal's records to the outcomes that the application sees. */
final class Outcomes {
  private Outcomes() {}

  static FineOutcome of(CashierState state, PaymentRecord record) {
    return switch (state) {
      case SETTLED -> new Settled(record.orderNo(), record.held());
      case REFUSED -> refused(record, PayerMoney.NEVER_CHARGED);
      case RETURNED -> refused(record, PayerMoney.REFUNDED);
      case RETURNING -> refused(record, PayerMoney.BEING_REFUNDED);
      case RELEASING ->
          record.charge() == null
              ? refused(record, PayerMoney.NEVER_CHARGED)
              : pending(state, record);
      case HOLDING, CHARGING, CANCELLING, CONFIRMING, SETTLING -> pending(state, record);
    };
  }

  private static FineOutcome pending(CashierState state, PaymentRecord record) {
    return new Pending(record.orderNo(), state, record.progress().since());
  }

  private static FineOutcome refused(PaymentRecord record, PayerMoney payerMoney) {
    PaymentRecord.Refusal refusal = Objects.requireNonNull(record.refusal(), "refusal");
    Money due = refusal.due();
    return new Refused(
        record.orderNo(),
        refusal.code(),
        new FineCode(refusal.code()).actionOwner(),
        payerMoney,
        due == null ? null : new Amounts(record.amount(), due),
        refusal.retryAt(),
        null);
  }

  /** Returns the outcome of a payment that was refused before it began. */
  static Refused refused(
      String orderNo, String code, @Nullable Amounts amounts, @Nullable OffsetDateTime retryAt) {
    return new Refused(
        orderNo,
        code,
        new FineCode(code).actionOwner(),
        PayerMoney.NEVER_CHARGED,
        amounts,
        retryAt,
        null);
  }

  /** Returns the outcome of a payment that was refused because another has one of the decisions. */
  static Refused inPayment(String orderNo, String conflictingOrderNo) {
    return new Refused(
        orderNo,
        FineCode.DECISION_IN_PAYMENT,
        new FineCode(FineCode.DECISION_IN_PAYMENT).actionOwner(),
        PayerMoney.NEVER_CHARGED,
        null,
        null,
        conflictingOrderNo);
  }

  static FineRefund of(RefundState state, RefundRecord record) {
    return new FineRefund(
        record.refundNo(),
        record.orderNo(),
        record.amount(),
        state,
        record.code(),
        record.progress().since());
  }
}
