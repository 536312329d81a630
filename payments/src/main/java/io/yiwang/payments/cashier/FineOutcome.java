package io.yiwang.payments.cashier;

import io.yiwang.payments.ActionOwner;
import io.yiwang.payments.FineCode;
import io.yiwang.payments.Payment;
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says what has become of a payment: one of three. The order number is its handle; {@link
 * FineCashier#outcome} tells its state at any time, after a restart and on every node.
 */
public sealed interface FineOutcome {
  /** Returns the handle: the application's own order number. */
  String orderNo();

  /** Says to the payer what has become of it. */
  String text(Language language);

  /**
   * The fine is paid: the treasury has the money.
   *
   * @param payment its lines bear the receipts' numbers, once they are issued
   */
  record Settled(String orderNo, Payment payment) implements FineOutcome {
    @Override
    public String text(Language language) {
      return Wording.ofOutcome("SETTLED", language.tag());
    }
  }

  /**
   * The fine is not paid, and will not be under this order number.
   *
   * @param code of {@link FineCode}; the gateway may have others
   * @param actionOwner whose it is to do something
   * @param payerMoney what has become of the payer's money
   * @param amounts with {@code AMOUNT_CHANGED}: what was agreed and what is due
   * @param retryAt before which another try is in vain, where that is known
   * @param conflictingOrderNo with {@code DECISION_IN_PAYMENT}: which payment has the decision
   */
  record Refused(
      String orderNo,
      String code,
      ActionOwner actionOwner,
      PayerMoney payerMoney,
      @Nullable Amounts amounts,
      @Nullable OffsetDateTime retryAt,
      @Nullable String conflictingOrderNo)
      implements FineOutcome {
    /** Says to the payer why it was not paid, and where their money is. */
    @Override
    public String text(Language language) {
      return Wording.of(code, payerMoney.name(), language.tag());
    }

    /** Returns whether {@link #code} is this one. */
    public boolean is(String code) {
      return this.code.equals(code);
    }
  }

  /**
   * The payment is under way, or nobody knows yet. Never ask the payer for money again: {@link
   * Recovery} takes it to its end, and {@link FineCashier#resume} continues at once while the payer
   * is there.
   *
   * @param state what is being done or waited for
   * @param since since when it is in that state
   */
  record Pending(String orderNo, CashierState state, OffsetDateTime since) implements FineOutcome {
    @Override
    public String text(Language language) {
      return Wording.ofOutcome("PENDING", language.tag());
    }
  }

  /**
   * Holds two amounts that should have been one.
   *
   * @param quoted what the payer agreed to
   * @param due what is to be paid now
   */
  record Amounts(Money quoted, Money due) {
    /** Both are needed. */
    public Amounts {
      Objects.requireNonNull(quoted, "quoted");
      Objects.requireNonNull(due, "due");
    }
  }

  /** Says what has become of the payer's money. */
  enum PayerMoney {
    /** It was never taken. */
    NEVER_CHARGED,
    /** It was taken; giving it back is under way, and {@link Recovery} sees to it. */
    BEING_GIVEN_BACK,
    /** It was taken and given back in full. */
    GIVEN_BACK
  }
}
