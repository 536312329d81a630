package io.yiwang.payments;

import io.yiwang.value.Id;
import io.yiwang.value.Money;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * What the payer channel (the bank, the wallet) says of a day: its file of charges and refunds.
 * {@link CsvChannelFile} reads those that are CSV; for another form, implement this.
 */
@FunctionalInterface
public interface ChannelFile {
  /**
   * Hands out every line, in any order. One run of it may be read once.
   *
   * @throws IOException if the file cannot be read, or a line is not what it should be; it says
   *     which
   */
  void forEach(Consumer<Line> each) throws IOException;

  /** What a line tells. */
  enum Kind {
    /** A payer was charged. */
    CHARGE,
    /** A payer was paid back. */
    REFUND
  }

  /**
   * One charge or refund.
   *
   * @param orderNo under which the payer was charged, also for a refund
   * @param tradeNo the channel's own number of it; for a charge the one that {@link PayerCharge}
   *     gave as {@link ChannelPayment#channelTradeNo}, by which a second charge is known
   * @param amount above 0, for a refund too
   */
  record Line(Kind kind, String orderNo, String tradeNo, Money amount) {
    /** Checks the numbers and the amount. */
    public Line {
      Id.check(orderNo, "orderNo");
      TradeNumber.check(tradeNo, "tradeNo");
      if (amount.fen() <= 0) {
        throw new IllegalArgumentException("amount must be above 0, got " + amount);
      }
    }
  }
}
