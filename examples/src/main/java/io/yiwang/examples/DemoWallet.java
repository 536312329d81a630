package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.cashier.ChargeAnswer;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.payments.reconciliation.ChannelFile;
import io.yiwang.value.ChinaTime;
import io.yiwang.value.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;

/**
 * The payment channel of the examples: a ledger in a file with one event per line, which survives
 * the process and can be shared by several. A real channel calls the payer's bank.
 *
 * <pre>
 * CHARGED order trade-number paid-at fen
 * CLOSED order
 * REFUNDED refund-key order fen
 * </pre>
 */
final class DemoWallet implements PayerCharge {
  private final Path file;

  DemoWallet(Path file) {
    this.file = file;
  }

  @Override
  public ChargeAnswer charge(Order order) {
    return ledger(
        lines -> {
          if (chargeState(lines, order.orderNo()) instanceof ChargeAnswer.NotFound) {
            OffsetDateTime now = OffsetDateTime.now(ChinaTime.ZONE);
            return List.of(
                "CHARGED",
                order.orderNo(),
                "trade-" + (lines.size() + 1),
                now.toString(),
                Long.toString(order.amount().fen()));
          }
          return List.of();
        },
        order.orderNo());
  }

  @Override
  public ChargeAnswer query(String orderNo) {
    return ledger(lines -> List.of(), orderNo);
  }

  @Override
  public ChargeAnswer cancel(String orderNo) {
    return ledger(
        lines ->
            chargeState(lines, orderNo) instanceof ChargeAnswer.NotFound
                ? List.of("CLOSED", orderNo)
                : List.of(),
        orderNo);
  }

  @Override
  public RefundAnswer refund(Refund refund) {
    ledger(
        lines ->
            lines.stream().anyMatch(line -> line.get(1).equals(refund.refundKey()))
                    || paid(lines, refund.orderNo()).fen() <= 0
                ? List.of()
                : List.of(
                    "REFUNDED",
                    refund.refundKey(),
                    refund.orderNo(),
                    Long.toString(refund.amount().fen())),
        refund.orderNo());
    return RefundAnswer.PAID_BACK;
  }

  /**
   * Returns the entries of a day, as in a file of a bank. It has all paybacks, whose times are not
   * kept.
   */
  ChannelFile channelFile(LocalDate day) {
    return each -> {
      for (List<String> line : read()) {
        if (line.get(0).equals("REFUNDED")) {
          each.accept(
              new ChannelFile.Line(
                  ChannelFile.Kind.REFUND, line.get(2), line.get(1), fen(line.get(3))));
        } else if (line.get(0).equals("CHARGED")
            && OffsetDateTime.parse(line.get(3)).toLocalDate().equals(day)) {
          each.accept(
              new ChannelFile.Line(
                  ChannelFile.Kind.CHARGE, line.get(1), line.get(2), fen(line.get(4))));
        }
      }
    };
  }

  private static Money fen(String text) {
    return Money.fen(Long.parseLong(text));
  }

  /** Returns the amount that the payer of an order has paid, less paybacks. */
  Money paid(String orderNo) {
    return paid(read(), orderNo);
  }

  private static Money paid(List<List<String>> lines, String orderNo) {
    long fen = 0;
    for (List<String> line : lines) {
      if (line.get(0).equals("CHARGED") && line.get(1).equals(orderNo)) {
        fen += Long.parseLong(line.get(4));
      } else if (line.get(0).equals("REFUNDED") && line.get(2).equals(orderNo)) {
        fen -= Long.parseLong(line.get(3));
      }
    }
    return Money.fen(fen);
  }

  /**
   * Reads all lines, adds at most one, and returns the state of the order; one process at a time.
   */
  private synchronized ChargeAnswer ledger(
      Function<List<List<String>>, List<String>> addition, String orderNo) {
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
        FileLock lock = channel.lock()) {
      List<String> line = addition.apply(read());
      if (!line.isEmpty() && lock.isValid()) {
        channel.write(ByteBuffer.wrap((String.join(" ", line) + "\n").getBytes(UTF_8)));
        channel.force(true);
      }
      return chargeState(read(), orderNo);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ChargeAnswer chargeState(List<List<String>> lines, String orderNo) {
    for (List<String> line : lines) {
      if (line.get(1).equals(orderNo)) {
        return line.get(0).equals("CLOSED") ? ChargeAnswer.notCharged() : charged(lines, line);
      }
    }
    return ChargeAnswer.notFound();
  }

  private static ChargeAnswer charged(List<List<String>> lines, List<String> charge) {
    ChannelPayment payment =
        new ChannelPayment(charge.get(2), OffsetDateTime.parse(charge.get(3)), fen(charge.get(4)));
    return paid(lines, charge.get(1)).fen() > 0
        ? new ChargeAnswer.Charged(payment)
        : new ChargeAnswer.Refunded(payment);
  }

  private List<List<String>> read() {
    try {
      return Files.exists(file)
          ? Files.readAllLines(file).stream().map(line -> List.of(line.split(" ", -1))).toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
