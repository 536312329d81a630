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
 * Reports the outcome of a payment: one of three. The order number identifies it; {@link
 * FineCashier#outcome} returns it at any time, after a restart and on every node.
 */
public sealed interface FineOutcome {
  /** Returns the application's own order number. */
  String orderNo();

  /** Returns a sentence that explains the outcome to the payer. */
  String text(Language language);

  /**
   * Reports that the fine is paid: the treasury has the money.
   *
   * @param payment has the receipts' numbers in its lines, once they are issued
   */
  record Settled(String orderNo, Payment payment) implements FineOutcome {
    @Override
    public String text(Language language) {
      return Wording.ofOutcome("SETTLED", language.tag());
    }
  }

  /**
   * Reports that the fine is not paid, and will not be under this order number.
   *
   * @param code one of {@link FineCode}, or another of the gateway's
   * @param actionOwner who has to do something about it
   * @param payerMoney where the payer's money is
   * @param amounts with {@code AMOUNT_CHANGED}, what was agreed and what is due
   * @param retryAt before which another attempt is pointless, if that is known
   * @param conflictingOrderNo with {@code DECISION_IN_PAYMENT}, the payment that has the decision
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
    /**
     * Returns a sentence that explains to the payer why the fine was not paid, and where their
     * money is.
     */
    @Override
    public String text(Language language) {
      return Wording.of(code, payerMoney.name(), language.tag());
    }

    /** Returns whether {@link #code} is this one. */
    public boolean hasCode(String code) {
      return this.code.equals(code);
    }
  }

  /**
   * Reports that the payment is under way, or that its outcome is not known yet. Never ask the
   * payer for money again: {@link Recovery} completes it, and {@link FineCashier#resume} continues
   * it immediately while the payer is present.
   *
   * @param state what is being done or waited for
   * @param since when that state was entered
   */
  record Pending(String orderNo, CashierState state, OffsetDateTime since) implements FineOutcome {
    @Override
    public String text(Language language) {
      return Wording.ofOutcome("PENDING", language.tag());
    }
  }

  /**
   * Holds two amounts that should be equal.
   *
   * @param quoted what the payer agreed to
   * @param due what is to be paid now
   */
  record Amounts(Money quoted, Money due) {
    /** Requires both parts. */
    public Amounts {
      Objects.requireNonNull(quoted, "quoted");
      Objects.requireNonNull(due, "due");
    }
  }

  /** Names where the payer's money is. */
  enum PayerMoney {
    /** The payer was never charged. */
    NEVER_CHARGED,
    /** The payer was charged, and {@link Recovery} is refunding them. */
    BEING_REFUNDED,
    /** The payer was charged and has been refunded in full. */
    REFUNDED
  }
}
