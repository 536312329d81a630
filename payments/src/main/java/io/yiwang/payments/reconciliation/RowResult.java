package io.yiwang.payments.reconciliation;

import io.yiwang.payments.reconciliation.ChannelFile.Kind;
import io.yiwang.value.Money;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Describes what one row of a channel's file means. A row without an order number, or of 0.00, is
 * skipped and counted even if it is called a charge or a refund.
 */
public final class RowResult {
  private static final RowResult FOREIGN = new RowResult(null, "", "", () -> Money.ZERO, null);

  private final @Nullable Kind kind;
  private final String orderNo;
  private final String tradeNo;
  // Evaluated late: a row of another business may have anything in this column.
  private final Supplier<Money> amount;
  private final @Nullable String skipReason;

  private RowResult(
      @Nullable Kind kind,
      String orderNo,
      String tradeNo,
      Supplier<Money> amount,
      @Nullable String skipReason) {
    this.kind = kind;
    this.orderNo = orderNo;
    this.tradeNo = tradeNo;
    this.amount = amount;
    this.skipReason = skipReason;
  }

  /** Returns that a payer was charged. */
  public static RowResult charge(String orderNo, String tradeNo, Money amount) {
    return moved(Kind.CHARGE, orderNo, tradeNo, () -> amount);
  }

  /**
   * Returns that a payer was refunded.
   *
   * @param orderNo the order that was charged
   * @param amount above or below 0, as the channel writes it
   */
  public static RowResult refund(String orderNo, String tradeNo, Money amount) {
    return moved(Kind.REFUND, orderNo, tradeNo, () -> amount);
  }

  /** Returns that the row belongs to another business of the same account. */
  public static RowResult foreign() {
    return FOREIGN;
  }

  /**
   * Returns that the row moved no payer's money.
   *
   * @param why the reason under which {@link RowCounts#skipped} counts the row, such as {@code a
   *     fee}; not a text from the file
   */
  public static RowResult skipped(String why) {
    return new RowResult(null, "", "", () -> Money.ZERO, why);
  }

  static RowResult moved(Kind kind, String orderNo, String tradeNo, Supplier<Money> amount) {
    return new RowResult(kind, orderNo, tradeNo, amount, null);
  }

  /** Returns the kind; null for a row that is foreign or skipped. */
  @Nullable Kind kind() {
    return kind;
  }

  String orderNo() {
    return orderNo;
  }

  String tradeNo() {
    return tradeNo;
  }

  Money amount() {
    return amount.get();
  }

  @Nullable String skipReason() {
    return skipReason;
  }

  /** Shows the kind alone. */
  @Override
  public String toString() {
    return "RowResult[" + (kind == null ? "no line" : kind) + "]";
  }
}
