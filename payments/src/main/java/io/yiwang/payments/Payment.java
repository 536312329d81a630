package io.yiwang.payments;

import io.yiwang.payments.internal.TradeNumber;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes decisions held for a payer, and what became of them.
 *
 * <p>Later versions may have more parts: in tests, make one from JSON with {@link
 * io.yiwang.Answers}, not with the constructor.
 *
 * @param amount the sum of the lines
 * @param heldUntil until when no other channel can take the decisions
 * @param settledAt when the treasury received the money
 * @param channelTradeNo the channel's own number of the charge that confirmed it; in a callback,
 *     escaped as {@link ChannelPayment} describes
 * @see "IGS/1 section 4"
 */
public record Payment(
    String paymentId,
    String orderNo,
    @Nullable String channel,
    Money amount,
    PaymentStatus status,
    OffsetDateTime heldUntil,
    @Nullable OffsetDateTime createdAt,
    @Nullable OffsetDateTime settledAt,
    List<Line> lines,
    @Nullable String channelTradeNo) {
  /**
   * Describes one decision of a payment.
   *
   * @param receiptNumber present once a receipt is issued
   */
  public record Line(
      PenaltyDecisionNumber decisionNumber,
      Money principal,
      Money surcharge,
      Money amount,
      PaymentStatus status,
      @Nullable String receiptNumber) {}

  /** Copies the lines. */
  public Payment {
    lines = List.copyOf(lines);
  }

  /** Returns the payment with the channel's number of the charge unescaped. */
  Payment unescaped() {
    String number = channelTradeNo == null ? null : TradeNumber.fromWire(channelTradeNo);
    return new Payment(
        paymentId, orderNo, channel, amount, status, heldUntil, createdAt, settledAt, lines,
        number);
  }
}
