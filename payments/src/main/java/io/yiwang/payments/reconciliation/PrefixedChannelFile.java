package io.yiwang.payments.reconciliation;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The lines of one gateway account, in the file of a channel account that several share. */
record PrefixedChannelFile(ChannelFile whole, String prefix) implements ChannelFile {
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
        counts.passedOver(),
        counts.totalsThatDiffer());
  }

  /** Returns whether it is of this account. */
  private boolean hand(Line line, Consumer<Line> each) {
    // The prefix alone names no order.
    if (!line.orderNo().startsWith(prefix) || line.orderNo().length() == prefix.length()) {
      return false;
    }
    String orderNo = line.orderNo().substring(prefix.length());
    each.accept(new Line(line.kind(), orderNo, line.tradeNo(), line.amount()));
    return true;
  }
}
