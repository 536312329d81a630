package io.yiwang.payments.cashier;

import io.yiwang.payments.PaymentOrder;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Where the cashier works.
 *
 * @param order of a payment that this very call has begun, with what is kept in memory alone
 * @param notCharged whether this very call has the channel's word that the payer was not charged
 */
record StageContext(
    Payer payer,
    @Nullable PaymentOrder order,
    Policy policy,
    OffsetDateTime now,
    boolean notCharged) {
  /** What the payer is about. */
  enum Payer {
    /** There, and agrees to be charged. */
    PRESENT,
    /** There; the application charges them and says when. */
    IS_CHARGED_ELSEWHERE,
    /** Gone, as far as anyone knows: never charged any more. */
    ABSENT,
    /** Wants out. */
    ABANDONED
  }

  boolean payerIs(Payer one) {
    return payer == one;
  }
}
