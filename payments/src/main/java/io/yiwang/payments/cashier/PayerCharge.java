package io.yiwang.payments.cashier;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;

/**
 * Charges the application's payers and pays them back: its side of the money. The cashier calls it
 * from many threads.
 *
 * <p>Each method names an order number (or a refund's), and calling it again under the same is the
 * same intent: it is carried out once, for good, not for days. That is all that the cashier needs
 * to take up after a crash between the two worlds. Order numbers are unique within one gateway
 * account; where several accounts charge over one account at the channel, {@link
 * FineCashier.Builder#channelPrefix} keeps them apart.
 *
 * <p>A method that cannot tell what happened throws any exception: nobody knows, and the cashier
 * logs it at WARN, gives it to {@link CashierListener#applicationFailed}, and asks again later. It
 * must never answer {@code NotCharged} in doubt. None should take longer than the cashier's lease
 * (2 minutes); a charge that waits for its payer answers {@code Underway}, and the application
 * calls {@link FineCashier#confirm} when it knows more.
 */
public interface PayerCharge {
  /**
   * Charges the payer. Called only while the payer is there: by {@link FineCashier#pay} and {@link
   * FineCashier#resume}, never by {@link Recovery}.
   */
  ChargeAnswer charge(Order order);

  /**
   * Returns the state of the charge with that order number; changes nothing. It is asked again long
   * after, as by a cashier whose journal was restored from a copy, and for order numbers never
   * seen.
   *
   * <p>Once all of a charge has gone back to the payer, by whatever way, this and the other two
   * answer {@link ChargeAnswer#refunded} and no longer {@code charged}. The cashier has no other
   * way to learn it: a journal that was restored from a copy may have forgotten that it has given
   * the money back, and where the hold had run out and the fine is still payable, it would settle
   * the fine with money that the payer has. {@link PayerChargeContract} checks it.
   */
  ChargeAnswer query(String orderNo);

  /**
   * Settles whether the payer was charged: either they were, or from now on that order number can
   * never be charged, not even by a call to {@link #charge} that is already on its way. It must
   * work for an order number that was never seen; a note of one's own that {@code charge} looks at
   * will do.
   *
   * @return {@code Charged} or {@code NotCharged}; {@code Underway} where it cannot be settled yet
   */
  ChargeAnswer cancel(String orderNo);

  /**
   * Pays back what was charged, or a part of it; under {@link Refund#refundKey} once, and never
   * more than was charged: where the payer has all of it back already, the answer is {@code
   * PAID_BACK}.
   */
  RefundAnswer refund(Refund refund);

  /**
   * Says what to charge.
   *
   * @param amount the whole of it, and nothing else
   * @param heldUntil when the decisions are no longer held; the channel should give up before
   */
  record Order(String orderNo, Money amount, OffsetDateTime heldUntil) {}

  /**
   * Says what to pay back.
   *
   * @param refundKey names this refund among all: 1 to 64 of {@code [A-Za-z0-9._-]}, fit for a
   *     channel's own refund number
   * @param orderNo under which it was charged
   * @param charge as the application reported it
   * @param amount not more than was charged
   * @param cause why
   */
  record Refund(
      String refundKey, String orderNo, ChannelPayment charge, Money amount, RefundCause cause) {}

  /** Says why a payer is paid back. */
  enum RefundCause {
    /** The payer was charged, and the fine could not be settled with it. */
    NOT_SETTLED,
    /** The authority refunded a settled fine. */
    FINE_REFUNDED
  }

  /** Says what has become of a payback. */
  enum RefundAnswer {
    /** The payer has the money. */
    PAID_BACK,
    /** On its way: the cashier asks again by the same call. */
    UNDERWAY,
    /** It cannot be done so, as where an account was closed: a person has to see to it. */
    REFUSED
  }
}
