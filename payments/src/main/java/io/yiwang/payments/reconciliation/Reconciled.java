package io.yiwang.payments.reconciliation;

import io.yiwang.internal.shared.Texts;
import io.yiwang.payments.cashier.CashierState;
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import org.jspecify.annotations.Nullable;

/**
 * Shows one order number as the three books of a day have it.
 *
 * @param ours by the journal; absent where it has no such order, or nothing of it that day
 * @param channel by the payer channel's file; absent where it has nothing
 * @param gateway by the gateway's statement; absent where it has nothing
 * @param state the state of our payment; absent where the journal has no such order
 */
public record Reconciled(
    Kind kind,
    String orderNo,
    @Nullable Side ours,
    @Nullable Side channel,
    @Nullable Side gateway,
    @Nullable CashierState state) {
  private static final Texts TEXTS = new Texts("payments", Reconciled.class);

  /**
   * Says what one record has.
   *
   * @param paid charged to the payer, or settled with the treasury
   * @param refunded given back, not negative
   */
  public record Side(Money paid, Money refunded) {}

  /** Says how the three agree. */
  public enum Kind {
    /** All three say the same. */
    MATCHED,
    /** All three say the same, and money was given back. */
    REFUNDED,
    /** Charged on one side of midnight and settled or given back on the other. */
    OTHER_DAY,
    /** The journal has it, and neither file. */
    ONLY_OURS,
    /** A file has it, and the journal does not. */
    ONLY_THEIRS,
    /**
     * The channel has charged a payer whose payment was refused, and nothing is settled: give back.
     */
    CHARGED_NOT_SETTLED,
    /** The amounts are not the same. */
    AMOUNT_DIFFERS,
    /** One says paid, settled or paid back, and another does not. */
    STATE_DIFFERS,
    /**
     * The treasury has paid a refund back that the journal does not have, as where the journal was
     * restored from a copy: the payer waits for the money.
     */
    REFUND_ONLY_THEIRS,
    /** More than one charge or settlement for the same order or decision. */
    DUPLICATE;

    /** Returns what to do next, for the platform's accountants. */
    public String text(Language language) {
      return TEXTS.of(language.tag(), "reconciled." + name());
    }

    /** Returns whether somebody has to look at it. */
    public boolean isDifference() {
      return this != MATCHED && this != REFUNDED && this != OTHER_DAY;
    }
  }

  /** Shows kind and order number. */
  @Override
  public String toString() {
    return kind + " " + orderNo;
  }
}
