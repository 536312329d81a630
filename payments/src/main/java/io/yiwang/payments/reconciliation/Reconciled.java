package io.yiwang.payments.reconciliation;

import io.yiwang.internal.shared.Texts;
import io.yiwang.payments.cashier.CashierState;
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the three sources of a day have of one order number.
 *
 * @param ours the journal's amounts; absent if it has no such order, or nothing of it on that day
 * @param channel the amounts of the payer channel's file; absent if it has none
 * @param gateway the amounts of the gateway's statement; absent if it has none
 * @param state the state of our payment; absent if the journal has no such order
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
   * Holds the amounts of one source.
   *
   * @param paid what was charged to the payer, or settled with the treasury
   * @param refunded what was refunded; not negative
   */
  public record Side(Money paid, Money refunded) {}

  /** Names how the three sources agree. */
  public enum Kind {
    /** All three agree. */
    MATCHED,
    /** All three agree, and money was refunded. */
    REFUNDED,
    /** It was charged before midnight, and settled or refunded after it. */
    OTHER_DAY,
    /** The journal has it, and neither file does. */
    ONLY_OURS,
    /** A file has it, and the journal does not. */
    ONLY_THEIRS,
    /**
     * The channel has charged a payer whose payment was refused, and nothing is settled: refund it.
     */
    CHARGED_NOT_SETTLED,
    /** The amounts differ. */
    AMOUNT_DIFFERS,
    /** One has it as paid, settled or refunded, and another does not. */
    STATE_DIFFERS,
    /**
     * The treasury has paid a refund that the journal does not have, because it was restored from a
     * backup: the payer is waiting for the money.
     */
    REFUND_ONLY_THEIRS,
    /** There is more than one charge or settlement for the same order or decision. */
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
