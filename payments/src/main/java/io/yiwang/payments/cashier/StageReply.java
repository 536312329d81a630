package io.yiwang.payments.cashier;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.Payment;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.Refund;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** What came back from outside, in the cashier's few words. */
sealed interface StageReply {
  /** The gateway reported the payment. */
  record Found(Payment payment) implements StageReply {}

  /**
   * The gateway has another payment, of other decisions, under our order number.
   *
   * @param code why ours is refused
   * @param charge what the channel knows of that order number, which may be that payment's
   */
  record OfAnother(Payment payment, String code, StageReply charge) implements StageReply {}

  /** The gateway reported the refund. */
  record RefundFound(Refund refund) implements StageReply {}

  /**
   * A verified no to what was asked.
   *
   * @param changed the new quote of a decision, if that is why
   * @param retryAt before which another try is in vain
   * @param state the state of the payment, where it was looked up after the no; absent as well if
   *     the gateway has none
   * @param neverHad whether the gateway was asked, and never had anything of that number
   */
  record Rejected(
      String code,
      @Nullable Penalty changed,
      @Nullable OffsetDateTime retryAt,
      @Nullable Payment state,
      boolean neverHad)
      implements StageReply {}

  /** Looked up, and the gateway never had it. */
  record NotThere() implements StageReply {}

  /**
   * Nobody knows, or nothing could be sent: the same again later.
   *
   * @param retryAfter how long the gateway asks to wait
   * @param cause what the application's own code, or the gateway's client, has thrown
   */
  record NoAnswer(@Nullable Duration retryAfter, @Nullable Throwable cause) implements StageReply {}

  /** The application reported the charge. */
  record ChargeReply(ChargeAnswer answer) implements StageReply {}

  /** The application reported the payback. */
  record PaybackReply(PayerCharge.RefundAnswer answer) implements StageReply {}

  /** Returns what the payer was charged, if that is what was heard. */
  default @Nullable ChannelPayment charged() {
    if (this instanceof ChargeReply of && of.answer() instanceof ChargeAnswer.Charged charged) {
      return charged.payment();
    }
    return null;
  }

  /**
   * Returns whether the application's word is that the payer was not charged, and never will be.
   */
  default boolean isNotCharged() {
    return this instanceof ChargeReply of && of.answer() instanceof ChargeAnswer.NotCharged;
  }

  /** Returns whether the application knows nothing of that order number. */
  default boolean isNotFound() {
    return this instanceof ChargeReply of && of.answer() instanceof ChargeAnswer.NotFound;
  }
}
