package io.yiwang.payments;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** What came back from outside, in the cashier's few words. */
sealed interface Heard {
  /** The gateway told the payment. */
  record Told(Payment payment) implements Heard {}

  /**
   * The gateway has another payment, of other decisions, under our order number.
   *
   * @param code why ours is refused
   * @param charge what the channel knows of that order number, which may be that payment's
   */
  record OfAnother(Payment payment, String code, Heard charge) implements Heard {}

  /** The gateway told the refund. */
  record RefundTold(Refund refund) implements Heard {}

  /**
   * A verified no to what was asked.
   *
   * @param changed the new quote of a decision, if that is why
   * @param retryAt before which another try is in vain
   * @param standing how the payment stands, where it was looked up after the no; absent as well if
   *     the gateway has none
   * @param neverHad whether the gateway was asked, and never had anything of that number
   */
  record No(
      String code,
      @Nullable Penalty changed,
      @Nullable OffsetDateTime retryAt,
      @Nullable Payment standing,
      boolean neverHad)
      implements Heard {}

  /** Looked up, and the gateway never had it. */
  record NotThere() implements Heard {}

  /**
   * Nobody knows, or nothing could be sent: the same again later.
   *
   * @param retryAfter how long the gateway asks to wait
   * @param cause what the application's own code has thrown, if that is why
   */
  record Nothing(@Nullable Duration retryAfter, @Nullable RuntimeException cause)
      implements Heard {}

  /** The application told of the charge. */
  record OfCharge(ChargeAnswer answer) implements Heard {}

  /** The application told of the payback. */
  record OfPayback(PayerCharge.RefundAnswer answer) implements Heard {}

  /** What the payer was charged, if that is what was heard. */
  default @Nullable ChannelPayment charged() {
    if (this instanceof OfCharge of && of.answer() instanceof ChargeAnswer.Charged charged) {
      return charged.payment();
    }
    return null;
  }

  /** Whether the application's word is that the payer was not charged, and never will be. */
  default boolean isNotCharged() {
    return this instanceof OfCharge of && of.answer() instanceof ChargeAnswer.NotCharged;
  }

  /** Whether the application knows nothing of that order number. */
  default boolean isNotFound() {
    return this instanceof OfCharge of && of.answer() instanceof ChargeAnswer.NotFound;
  }
}
