package io.yiwang.payments.cashier;

import io.yiwang.payments.FineClient;
import io.yiwang.payments.FineCode;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Describes the refund of a settled payment, as the cashier's journal has it.
 *
 * @param refundNo the application's own number of the refund
 * @param orderNo of the payment
 * @param code why it is {@code REFUSED} or {@code QUEUED}: one of {@link FineCode}, or {@code
 *     REJECTED} if the authority rejected it, for which {@link FineClient#refundStatus} has the
 *     reason
 * @param since when that state was entered
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
