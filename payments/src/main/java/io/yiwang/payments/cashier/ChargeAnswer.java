package io.yiwang.payments.cashier;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import java.util.Objects;

/** Says what has become of a payer's charge, as the application knows it. */
public sealed interface ChargeAnswer {
  /** The payer was charged. */
  record Charged(ChannelPayment payment) implements ChargeAnswer {
    /** What was charged is needed. */
    public Charged {
      Objects.requireNonNull(payment, "payment");
    }
  }

  /**
   * The payer was charged, and has all of it back, by whomever it was given. It has to be told
   * apart from {@link Charged}: a journal that was restored from a copy may have forgotten that the
   * money went back, and must not settle the fine with it. An application whose channel does not
   * tell it keeps a note of each refund that the channel has taken, and looks there.
   */
  record Refunded(ChannelPayment payment) implements ChargeAnswer {
    /** What was charged is needed. */
    public Refunded {
      Objects.requireNonNull(payment, "payment");
    }
  }

  /** The payer was not charged, and never will be under that order number. */
  record NotCharged() implements ChargeAnswer {}

  /** Nothing is decided yet: the payer is at it, or the channel is. */
  record Underway() implements ChargeAnswer {}

  /** Nothing is known of that order number. It says nothing of a charge that is on its way. */
  record NotFound() implements ChargeAnswer {}

  /** The payer was charged. */
  static ChargeAnswer charged(String channelTradeNo, OffsetDateTime paidAt, Money amount) {
    return new Charged(new ChannelPayment(channelTradeNo, paidAt, amount));
  }

  /** The payer was charged that, and has all of it back. */
  static ChargeAnswer refunded(String channelTradeNo, OffsetDateTime paidAt, Money amount) {
    return new Refunded(new ChannelPayment(channelTradeNo, paidAt, amount));
  }

  /** The payer was not charged, and never will be under that order number. */
  static ChargeAnswer notCharged() {
    return new NotCharged();
  }

  /** Says that it is not decided yet. */
  static ChargeAnswer underway() {
    return new Underway();
  }

  /** Nothing is known of that order number. */
  static ChargeAnswer notFound() {
    return new NotFound();
  }
}
