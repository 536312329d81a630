package io.yiwang.payments.reconciliation;

import io.yiwang.payments.reconciliation.ChannelFile.Kind;
import io.yiwang.value.Money;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says what one row of a channel's file means. A row without an order number, and one of 0.00, is
 * counted and passed over even where it is called a charge or a refund.
 */
public final class RowResult {
  private static final RowResult FOREIGN = new RowResult(null, "", "", () -> Money.ZERO, null);

  private final @Nullable Kind kind;
  private final String orderNo;
  private final String tradeNo;
  // Read late: a row of another business may hold anything in this column.
  private final Supplier<Money> amount;
  private final @Nullable String whyPassedOver;

  private RowResult(
      @Nullable Kind kind,
      String orderNo,
      String tradeNo,
      Supplier<Money> amount,
      @Nullable String whyPassedOver) {
    this.kind = kind;
    this.orderNo = orderNo;
    this.tradeNo = tradeNo;
    this.amount = amount;
    this.whyPassedOver = whyPassedOver;
  }

  /** A payer was charged. */
  public static RowResult charge(String orderNo, String tradeNo, Money amount) {
    return moved(Kind.CHARGE, orderNo, tradeNo, () -> amount);
  }

  /**
   * A payer was paid back.
   *
   * @param orderNo the order that was charged
   * @param amount above or below 0, as the channel writes it
   */
  public static RowResult refund(String orderNo, String tradeNo, Money amount) {
    return moved(Kind.REFUND, orderNo, tradeNo, () -> amount);
  }

  /** Says that the row belongs to another business of the same account. */
  public static RowResult foreign() {
    return FOREIGN;
  }

  /**
   * Says that the row moved no payer's money.
   *
   * @param why counts the row in {@link RowCounts#passedOver}, such as {@code a fee}; not a text of
   *     the file
   */
  public static RowResult passedOver(String why) {
    return new RowResult(null, "", "", () -> Money.ZERO, why);
  }

  static RowResult moved(Kind kind, String orderNo, String tradeNo, Supplier<Money> amount) {
    return new RowResult(kind, orderNo, tradeNo, amount, null);
  }

  /** Absent for a row that is foreign or passed over. */
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

  @Nullable String whyPassedOver() {
    return whyPassedOver;
  }

  /** Shows the kind alone. */
  @Override
  public String toString() {
    return "RowResult[" + (kind == null ? "no line" : kind) + "]";
  }
}
