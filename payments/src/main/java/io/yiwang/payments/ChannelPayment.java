package io.yiwang.payments;

import io.yiwang.value.Id;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import java.util.Objects;

/**
 * What the payer has paid inside the platform, to be confirmed to the gateway.
 *
 * @param channelTradeNo the channel's number of the charge: 1 to 64 of {@code [A-Za-z0-9._-]}
 * @param amount the whole of the held payment
 * @see "IGS/1 section 4"
 */
public record ChannelPayment(String channelTradeNo, OffsetDateTime paidAt, Money amount) {
  /** Checks number and amount. */
  public ChannelPayment {
    Id.check(channelTradeNo, "channelTradeNo");
    Objects.requireNonNull(paidAt, "paidAt");
    if (amount.fen() <= 0) {
      throw new IllegalArgumentException("amount must be above 0, got " + amount);
    }
  }
}
