package io.yiwang.payments;

import io.yiwang.internal.shared.Id;
import io.yiwang.internal.shared.Length;
import io.yiwang.value.Money;

/**
 * Asks for a refund of a settled payment, in full or in part.
 *
 * @param refundNo the platform's own number of this refund: 1 to 64 of {@code [A-Za-z0-9._-]}
 * @param reason 1 to 200 characters
 * @see "IGS/1 section 4"
 */
public record RefundOrder(String refundNo, Money amount, String reason) {
  /** Checks number, amount and reason. */
  public RefundOrder {
    Id.check(refundNo, "refundNo");
    if (amount.fen() <= 0) {
      throw new IllegalArgumentException("amount must be above 0, got " + amount);
    }
    Length.check(reason, "reason", 1, 200);
  }

  /** Leaves out the reason, which may be about the payer. */
  @Override
  public String toString() {
    return "RefundOrder[" + refundNo + ", " + amount + "]";
  }
}
