package io.yiwang.payments;

import io.yiwang.payments.internal.TradeNumber;
import io.yiwang.value.Money;
import java.time.OffsetDateTime;
import java.util.Objects;

/**
 * Says what the payer has paid inside the platform, to be confirmed to the gateway.
 *
 * <p>The gateway's ids are narrower than channels' numbers, so what is not an id travels escaped:
 * {@code 20261102/0001} as {@code ._20261102_2f0001}, each other byte of its UTF-8 as {@code _} and
 * two hexadecimal digits. It is read back wherever the gateway tells it: in payments, callbacks and
 * statements. A number whose escape is longer than 64 travels as {@code .-} and its SHA-256; there
 * the gateway's answers have that, and the journal the number.
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
