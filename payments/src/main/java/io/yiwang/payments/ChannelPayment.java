package io.yiwang.payments;

import io.yiwang.payments.internal.TradeNumber;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import java.util.Objects;

/**
 * Describes what the payer has paid inside the platform, to be confirmed to the gateway.
 *
 * <p>The gateway's ids allow fewer characters than channels' numbers, so a number that is not an id
 * is sent escaped: {@code 20261102/0001} as {@code ._20261102_2f0001}, with {@code _} and two
 * hexadecimal digits for each byte of its UTF-8 that ids do not allow. It is unescaped wherever the
 * gateway reports it: in payments, callbacks and statements. A number whose escape is longer than
 * 64 characters is sent as {@code .-} and its SHA-256; the gateway's answers then have the digest,
 * and only the journal has the number.
 *
 * @param channelTradeNo the channel's number of the charge, as the channel writes it: 1 to 64
 *     visible characters
 * @param amount the whole of the held payment
 * @see "IGS/1 section 4"
 */
public record ChannelPayment(String channelTradeNo, OffsetDateTime paidAt, Money amount) {
  /** Checks number and amount. */
  public ChannelPayment {
    TradeNumber.check(channelTradeNo, "channelTradeNo");
    Objects.requireNonNull(paidAt, "paidAt");
    if (amount.fen() <= 0) {
      throw new IllegalArgumentException("amount must be above 0, got " + amount);
    }
  }
}
