package io.yiwang.payments.cashier;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.Payment;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.Refund;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Holds the reply to a stage's action, reduced to what the cashier distinguishes. */
sealed interface StageReply {
  /** Reports the gateway's payment. */
  record Found(Payment payment) implements StageReply {}

  /**
   * Reports that the gateway has another payment, of other decisions, under our order number.
   *
   * @param code why ours is refused
   * @param charge what the channel knows of that order number, which may belong to that payment
   */
  record OtherPayment(Payment payment, String code, StageReply charge) implements StageReply {}

  /** Reports the gateway's refund. */
  record RefundFound(Refund refund) implements StageReply {}

  /**
   * Reports a verified rejection.
   *
   * @param changed the new quote of a decision, if that is why
   * @param retryAt before which another attempt is pointless
   * @param state the payment as it was looked up after the rejection; absent if it was not, or the
   *     gateway has none
   * @param neverHad whether the look-up showed that the gateway never had that number
   */
  record Rejected(
      String code,
      @Nullable Penalty changed,
      @Nullable OffsetDateTime retryAt,
      @Nullable Payment state,
      boolean neverHad)
      implements StageReply {}

  /** Reports that a look-up showed that the gateway never had it. */
  record NotFound() implements StageReply {}

  /**
   * Reports that there is no answer, or that nothing could be sent: the action is repeated later.
   *
   * @param retryAfter how long the gateway asks to wait
   * @param cause what the application's own code, or the gateway's client, threw
   */
  record NoAnswer(@Nullable Duration retryAfter, @Nullable Throwable cause) implements StageReply {}

  /** Reports the application's answer about a charge. */
  record ChargeReply(ChargeAnswer answer) implements StageReply {}

  /** Reports the application's answer about a refund to the payer. */
  record PayerRefundReply(PayerCharge.RefundAnswer answer) implements StageReply {}

  /** Returns what the payer was charged; null if the reply does not say that they were. */
  default @Nullable ChannelPayment charged() {
    if (this instanceof ChargeReply of && of.answer() instanceof ChargeAnswer.Charged charged) {
      return charged.payment();
    }
    return null;
  }

  /** Returns whether the application reported that the payer was not charged, and never will be. */
  default boolean isNotCharged() {
    return this instanceof ChargeReply of && of.answer() instanceof ChargeAnswer.NotCharged;
  }

  /** Returns whether the application reported that it knows no charge under that order number. */
  default boolean isChargeNotFound() {
    return this instanceof ChargeReply of && of.answer() instanceof ChargeAnswer.NotFound;
  }

  /** Returns how long the gateway asks to wait; null if it does not, as after any answer. */
  default @Nullable Duration retryAfter() {
    return null;
  }
}
