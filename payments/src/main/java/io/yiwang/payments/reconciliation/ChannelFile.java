package io.yiwang.payments.reconciliation;

import io.yiwang.internal.shared.Id;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.payments.internal.TradeNumber;
import io.yiwang.value.Money;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Provides the charges and refunds of a day as the payer channel (the bank or the wallet) reports
 * them in its file. {@link AlipayChannelFile}, {@link WeChatPayChannelFile} and {@link
 * UnionPayChannelFile} read what these channels publish; {@link CsvChannelFile} and {@link
 * FixedWidthChannelFile} read other layouts. For anything else, such as a database, implement this.
 */
@FunctionalInterface
public interface ChannelFile {
  /**
   * Passes every line to {@code each}, in any order.
   *
   * @throws IOException if the file cannot be read or a line is malformed; the message says which.
   *     The lines passed on before must then not be used
   */
  void forEach(Consumer<Line> each) throws IOException;

  /**
   * Passes every line to {@code each} as {@link #forEach} does, and returns what became of all
   * rows. Override it if rows are skipped.
   *
   * @throws IOException as {@link #forEach} does
   */
  default RowCounts read(Consumer<Line> each) throws IOException {
    Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    forEach(
        line -> {
          counts.merge(line.kind(), 1L, Long::sum);
          each.accept(line);
        });
    return new RowCounts(
        counts.getOrDefault(Kind.CHARGE, 0L),
        counts.getOrDefault(Kind.REFUND, 0L),
        0,
        Map.of(),
        List.of());
  }

  /**
   * Returns the part of this file that belongs to one of several gateway accounts that charge
   * through one account at the channel: the lines whose order number begins with the account's
   * prefix ({@code FineCashier.Builder.channelPrefix}), which is removed. Other lines count as
   * foreign.
   */
  default ChannelFile ofPrefix(String prefix) {
    // The lines of one gateway account.
    record Prefixed(ChannelFile whole, String prefix) implements ChannelFile {
      @Override
      public void forEach(Consumer<Line> each) throws IOException {
        whole.forEach(line -> hand(line, each));
      }

      @Override
      public RowCounts read(Consumer<Line> each) throws IOException {
        AtomicLong charges = new AtomicLong();
        AtomicLong refunds = new AtomicLong();
        RowCounts counts =
            whole.read(
                line -> {
                  if (!hand(line, each)) {
                    (line.kind() == Kind.CHARGE ? charges : refunds).incrementAndGet();
                  }
                });
        return new RowCounts(
            counts.charges() - charges.get(),
            counts.refunds() - refunds.get(),
            counts.foreign() + charges.get() + refunds.get(),
            counts.skipped(),
            counts.totalsThatDiffer());
      }

      // Returns whether the line belongs to this account.
      private boolean hand(Line line, Consumer<Line> each) {
        // The prefix alone is not an order number.
        if (!line.orderNo().startsWith(prefix) || line.orderNo().length() == prefix.length()) {
          return false;
        }
        String orderNo = line.orderNo().substring(prefix.length());
        each.accept(new Line(line.kind(), orderNo, line.tradeNo(), line.amount()));
        return true;
      }
    }
    return new Prefixed(this, prefix);
  }

  /** Says whether a line is a charge or a refund. */
  enum Kind {
    /** A payer was charged. */
    CHARGE,
    /** A payer was paid back. */
    REFUND
  }

  /**
   * Describes one charge or refund.
   *
   * @param orderNo under which the payer was charged, for a refund too
   * @param tradeNo the channel's own number, exactly as the channel writes it: 1 to 64 visible
   *     characters. For a charge, it is the number that {@link PayerCharge} answered, by which a
   *     second charge is recognized
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
