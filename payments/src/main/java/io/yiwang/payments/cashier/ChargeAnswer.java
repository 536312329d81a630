package io.yiwang.payments.cashier;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import java.util.Objects;

/** Reports the state of a payer's charge, as the application knows it. */
public sealed interface ChargeAnswer {
  /** Reports that the payer was charged. */
  record Charged(ChannelPayment payment) implements ChargeAnswer {
    /** Requires what was charged. */
    public Charged {
      Objects.requireNonNull(payment, "payment");
    }
  }

  /**
   * Reports that the payer was charged and has been refunded in full, by whatever way. It must be
   * distinguished from {@link Charged}: a journal that was restored from a backup may not know of
   * the refund, and must not settle the fine with that money. If the channel does not report it,
   * the application has to record each refund that the channel has accepted, and look there.
   */
  record Refunded(ChannelPayment payment) implements ChargeAnswer {
    /** Requires what was charged. */
    public Refunded {
      Objects.requireNonNull(payment, "payment");
    }
  }

  /** Reports that the payer was not charged, and never will be under that order number. */
  record NotCharged() implements ChargeAnswer {}

  /** Reports that nothing is decided yet: the payer or the channel is still working on it. */
  record Underway() implements ChargeAnswer {}

  /** Reports that nothing is known of that order number. A charge may still be on its way. */
  record NotFound() implements ChargeAnswer {}

  /** Returns that the payer was charged. */
  static ChargeAnswer charged(String channelTradeNo, OffsetDateTime paidAt, Money amount) {
    return new Charged(new ChannelPayment(channelTradeNo, paidAt, amount));
  }

  /** Returns that the payer was charged, and has been refunded in full. */
  static ChargeAnswer refunded(String channelTradeNo, OffsetDateTime paidAt, Money amount) {
    return new Refunded(new ChannelPayment(channelTradeNo, paidAt, amount));
  }

  /** Returns that the payer was not charged, and never will be under that order number. */
  static ChargeAnswer notCharged() {
    return new NotCharged();
  }

  /** Returns that it is not decided yet. */
  static ChargeAnswer underway() {
    return new Underway();
  }

  /** Returns that nothing is known of that order number. */
  static ChargeAnswer notFound() {
    return new NotFound();
  }
}
