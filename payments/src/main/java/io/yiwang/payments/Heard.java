package io.yiwang.payments;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** What came back from outside, in the cashier's few words. */
sealed interface Heard {
  /** The gateway told the payment. */
  record Told(Payment payment) implements Heard {}

  /** The gateway told the refund. */
  record RefundTold(Refund refund) implements Heard {}

  /**
   * A verified no to what was asked.
   *
   * @param changed the new quote of a decision, if that is why
   * @param retryAt before which another try is in vain
   * @param standing how the payment stands, where it was looked up after the no; absent as well if
   *     the gateway has none
   */
  record No(
      String code,
      @Nullable Penalty changed,
      @Nullable OffsetDateTime retryAt,
      @Nullable Payment standing)
      implements Heard {}

  /** Looked up, and the gateway never had it. */
  record NotThere() implements Heard {}

  /**
   * Nobody knows, or nothing could be sent: the same again later.
   *
   * @param retryAfter how long the gateway asks to wait
   */
  record Nothing(@Nullable Duration retryAfter) implements Heard {}

  /** The application told of the charge. */
  record OfCharge(ChargeAnswer answer) implements Heard {}

  /** The application told of the payback. */
  record OfPayback(PayerCharge.RefundAnswer answer) implements Heard {}
}
