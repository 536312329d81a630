package io.yiwang.payments;

import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Describes a refund and its state.
 *
 * <p>Later versions may have more parts: in tests, make one from JSON with {@link
 * io.yiwang.Answers}, not with the constructor.
 *
 * @param note why the authority rejected it, if it did
 * @see "IGS/1 section 4"
 */
public record Refund(
    String refundNo,
    String paymentId,
    Money amount,
    @Nullable String reason,
    RefundStatus status,
    @Nullable OffsetDateTime requestedAt,
    @Nullable OffsetDateTime decidedAt,
    @Nullable OffsetDateTime paidBackAt,
    @Nullable String note) {
  /** Shows number, amount and status. */
  @Override
  public String toString() {
    return "Refund[" + refundNo + ", " + amount + ", " + status + "]";
  }
}
