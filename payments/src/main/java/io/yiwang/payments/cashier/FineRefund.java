package io.yiwang.payments.cashier;

import io.yiwang.payments.FineClient;
import io.yiwang.payments.FineCode;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Describes the refund of a settled payment, as the cashier's journal has it.
 *
 * @param refundNo the application's own number of it, and its handle
 * @param orderNo of the payment
 * @param code why not, where it is {@code REFUSED}, or why not yet, where it is {@code QUEUED}: of
 *     {@link FineCode}, or {@code REJECTED}: the authority says no, and {@link
 *     FineClient#refundStatus} has its words
 * @param since since when it is in that state
 */
public record FineRefund(
    String refundNo,
    String orderNo,
    Money amount,
    RefundState state,
    @Nullable String code,
    OffsetDateTime since) {
  /** Shows numbers, amount and state. */
  @Override
  public String toString() {
    return "FineRefund[" + refundNo + " of " + orderNo + ", " + amount + ", " + state + "]";
  }
}
