package io.yiwang.payments.cashier;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;

/**
 * Charges and refunds the application's payers. The application implements it; the cashier calls it
 * from many threads.
 *
 * <p>Each method takes an order number or a refund key, and must be idempotent for it: however
 * often it is called, it is carried out once, for ever and not just for days. This is all that the
 * cashier needs to continue after a crash. Order numbers are unique within one gateway account; if
 * several accounts charge through one account at the channel, {@link
 * FineCashier.Builder#channelPrefix} keeps them apart.
 *
 * <p>A method that does not know what happened throws any exception. The cashier logs it at WARN,
 * passes it to {@link CashierListener#applicationFailed}, and asks again later. If in doubt, never
 * answer {@code NotCharged}. No method should take longer than the cashier's lease (2 minutes); a
 * charge that waits for its payer answers {@code Underway}, and the application calls {@link
 * FineCashier#confirm} when it knows more.
 */
public interface PayerCharge {
  /**
   * Charges the payer. Called only while the payer is present: by {@link FineCashier#pay} and
   * {@link FineCashier#resume}, never by {@link Recovery}.
   */
  ChargeAnswer charge(Order order);

  /**
   * Returns the state of the charge with that order number; changes nothing. It may be called long
   * afterwards, as by a cashier whose journal was restored from a backup, and for order numbers
   * that were never charged.
   *
   * <p>Once a charge has been refunded in full, by whatever way, this method, {@code charge} and
   * {@code cancel} answer {@link ChargeAnswer#refunded} and no longer {@code charged}. The cashier
   * cannot find it out otherwise: a journal that was restored from a backup may not know of the
   * refund, and if the hold had expired and the fine is still payable, the cashier would settle the
   * fine with money that the payer has. {@link PayerChargeContract} checks this.
   */
  ChargeAnswer query(String orderNo);

  /**
   * Decides finally whether the payer was charged: either they were, or from now on that order
   * number can never be charged, not even by a call to {@link #charge} that is already under way.
   * It must also work for an order number that was never charged; it is enough to record the
   * cancellation where {@code charge} checks it.
   *
   * @return {@code Charged} or {@code NotCharged}; {@code Underway} if it cannot be decided yet
   */
  ChargeAnswer cancel(String orderNo);

  /**
   * Refunds a charge, in full or in part, once for each {@link Refund#refundKey}, and never more
   * than was charged: if the payer has already been refunded in full, the answer is {@code
   * PAID_BACK}.
   */
  RefundAnswer refund(Refund refund);

  /**
   * Describes what to charge.
   *
   * @param amount exactly what to charge
   * @param heldUntil when the hold of the decisions ends; the channel should give up before
   */
  record Order(String orderNo, Money amount, OffsetDateTime heldUntil) {}

  /**
   * Describes what to refund.
   *
   * @param refundKey identifies this refund among all: 1 to 64 of {@code [A-Za-z0-9._-]}, suitable
   *     as a channel's refund number
   * @param orderNo under which the payer was charged
   * @param charge as the application reported it
   * @param amount not more than was charged
   * @param cause why it is refunded
   */
  record Refund(
      String refundKey, String orderNo, ChannelPayment charge, Money amount, RefundCause cause) {}

  /** Names why a payer is refunded. */
  enum RefundCause {
    /** The payer was charged, and the fine could not be settled with it. */
    NOT_SETTLED,
    /** The authority refunded a settled fine. */
    FINE_REFUNDED
  }

  /** Names the state of a refund to a payer. */
  enum RefundAnswer {
    /** The payer has the money. */
    PAID_BACK,
    /** The refund is under way; the cashier asks again by the same call. */
    UNDERWAY,
    /** The refund is impossible, as when an account was closed; a person has to look into it. */
    REFUSED
  }
}
