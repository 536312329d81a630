package io.yiwang.payments.cashier;

import io.yiwang.payments.PaymentOrder;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Holds the circumstances of one action.
 *
 * @param order of a payment that this call has begun, with the parts that are kept only in memory
 * @param notCharged whether the channel has reported during this call that the payer was not
 *     charged
 */
record StageContext(
    Payer payer,
    @Nullable PaymentOrder order,
    Policy policy,
    OffsetDateTime now,
    boolean notCharged) {
  /** Names what is known of the payer. */
  enum Payer {
    /** The payer is present and agrees to be charged. */
    PRESENT,
    /** The application charges the payer itself, and reports when it has. */
    CHARGED_ELSEWHERE,
    /** The payer has left, as far as is known, and is never charged any more. */
    ABSENT,
    /** The payer has given the payment up. */
    ABANDONED
  }

  boolean payerIs(Payer one) {
    return payer == one;
  }
}
