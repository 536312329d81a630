package io.yiwang.payments;

import io.yiwang.payments.FineOutcome.Amounts;
import io.yiwang.payments.FineOutcome.PayerMoney;
import io.yiwang.payments.FineOutcome.Pending;
import io.yiwang.payments.FineOutcome.Refused;
import io.yiwang.payments.FineOutcome.Settled;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the journal says, in the words of those who ask. */
final class Outcomes {
  private Outcomes() {}

  static FineOutcome of(CashierState state, CashierBook book) {
    return switch (state) {
      case SETTLED -> new Settled(book.orderNo(), book.held());
      case REFUSED -> refused(book, PayerMoney.NEVER_CHARGED);
      case RETURNED -> refused(book, PayerMoney.GIVEN_BACK);
      case RETURNING -> refused(book, PayerMoney.BEING_GIVEN_BACK);
      case RELEASING ->
          book.charge() == null ? refused(book, PayerMoney.NEVER_CHARGED) : pending(state, book);
      case HOLDING, CHARGING, CANCELLING, CONFIRMING, SETTLING -> pending(state, book);
    };
  }

  private static FineOutcome pending(CashierState state, CashierBook book) {
    return new Pending(book.orderNo(), state, book.progress().since());
  }

  private static FineOutcome refused(CashierBook book, PayerMoney payerMoney) {
    CashierBook.Refusal refusal = Objects.requireNonNull(book.refusal(), "refusal");
    Money due = refusal.due();
    return new Refused(
        book.orderNo(),
        refusal.code(),
        WhoActs.on(refusal.code()),
        payerMoney,
        due == null ? null : new Amounts(book.amount(), due),
        refusal.retryAt(),
        null);
  }

  /** Refused before anything was begun. */
  static Refused refused(
      String orderNo, String code, @Nullable Amounts amounts, @Nullable OffsetDateTime retryAt) {
    return new Refused(
        orderNo, code, WhoActs.on(code), PayerMoney.NEVER_CHARGED, amounts, retryAt, null);
  }

  /** Refused because another payment has one of the decisions. */
  static Refused inPayment(String orderNo, String otherOrderNo) {
    return new Refused(
        orderNo,
        CashierCodes.DECISION_IN_PAYMENT,
        WhoActs.on(CashierCodes.DECISION_IN_PAYMENT),
        PayerMoney.NEVER_CHARGED,
        null,
        null,
        otherOrderNo);
  }

  static FineRefund of(RefundState state, RefundBook book) {
    return new FineRefund(
        book.refundNo(),
        book.orderNo(),
        book.amount(),
        state,
        book.code(),
        book.progress().since());
  }
}
