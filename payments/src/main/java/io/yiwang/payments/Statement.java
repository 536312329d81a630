package io.yiwang.payments;

import io.yiwang.JsonLines;
import io.yiwang.MalformedLineException;
import io.yiwang.payments.internal.TradeNumber;
import io.yiwang.value.Money;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a day's settlement statement from the gateway. The file is checked to its end first: no
 * line is passed on before header, trailer, count and sum agree. Uses constant memory. Thread-safe
 * as long as the file does not change.
 *
 * @see "IGS/1 section 4"
 */
public final class Statement {
  private static final int VERSION = 1;

  /** Names what a line is about. */
  public enum Kind {
    /** A decision was paid. */
    PAYMENT,
    /** A decision was refunded, in full or in part. */
    REFUND
  }

  /**
   * Describes one decision that was paid or refunded.
   *
   * @param amount negative for a refund
   */
  public record Line(
      Kind kind,
      String paymentId,
      String orderNo,
      String channelTradeNo,
      PenaltyDecisionNumber decisionNumber,
      Money amount,
      @Nullable OffsetDateTime at) {
    /** Shows kind, order and amount. */
    @Override
    public String toString() {
      return kind + " " + orderNo + ", " + amount;
    }
  }

  /** Holds a line of any kind, as it is in the file. */
  private record Wire(
      String kind,
      @Nullable LocalDate date,
      @Nullable String platform,
      @Nullable Integer version,
      @Nullable String paymentId,
      @Nullable String orderNo,
      @Nullable String channelTradeNo,
      @Nullable PenaltyDecisionNumber decisionNumber,
      @Nullable Money amount,
      @Nullable OffsetDateTime at,
      @Nullable Long count) {
    /** Shows the kind alone. */
    @Override
    public String toString() {
      return kind;
    }
  }

  private final Path file;
  private final LocalDate date;
  private final String platform;
  private final long count;
  private final Money amount;

  private Statement(Path file, Totals totals) {
    this.file = file;
    this.date = totals.date;
    this.platform = totals.platform;
    this.count = totals.count;
    this.amount = totals.amount;
  }

  /**
   * Opens a statement that {@link FineClient#statement} has fetched, and reads it to its end.
   *
   * @throws MalformedStatementException if it is incomplete or inconsistent
   */
  public static Statement open(Path file) throws IOException {
    return new Statement(file, read(file, line -> {}));
  }

  /** Returns the day, in China. */
  public LocalDate date() {
    return date;
  }

  /** Returns the platform that it is for, by the gateway's name. */
  public String platform() {
    return platform;
  }

  /** Returns how many lines there are, without header and trailer. */
  public long count() {
    return count;
  }

  /** Returns the sum of all lines: what was paid, less what was refunded. */
  public Money amount() {
    return amount;
  }

  /**
   * Passes every line to {@code each}, in the order of the file.
   *
   * @throws MalformedStatementException if the file was changed since it was opened; the lines
   *     passed on must then not be used
   */
  public void forEach(Consumer<Line> each) throws IOException {
    Totals totals = read(file, each);
    if (totals.count != count || !totals.amount.equals(amount) || !totals.date.equals(date)) {
      throw new MalformedStatementException("its file was changed since it was opened");
    }
  }

  private record Totals(LocalDate date, String platform, long count, Money amount) {}

  private static Totals read(Path file, Consumer<Line> each) throws IOException {
    try (JsonLines<Wire> lines = JsonLines.open(file, Wire.class)) {
      Wire header = lines.next();
      if (header == null
          || !header.kind.equals("HEADER")
          || header.date == null
          || header.platform == null) {
        throw new MalformedStatementException("it does not begin with its header");
      }
      if (header.version == null || header.version != VERSION) {
        throw new MalformedStatementException(
            "it is of a version that this one does not know, which is " + VERSION);
      }
      long count = 0;
      // Separate sums, so that an overflow of either is noticed.
      Money paid = Money.ZERO;
      Money paidBack = Money.ZERO;
      Wire wire = lines.next();
      for (; wire != null && !wire.kind.equals("TRAILER"); wire = lines.next()) {
        Line line = line(wire, lines.lineNumber());
        count++;
        if (line.kind == Kind.PAYMENT) {
          paid = plus(paid, line.amount);
        } else {
          paidBack = minus(paidBack, line.amount);
        }
        each.accept(line);
      }
      if (wire == null) {
        throw new MalformedStatementException("it ends without its trailer");
      }
      Money sum = paid.minus(paidBack);
      if (wire.count == null || wire.count != count || !sum.equals(wire.amount)) {
        throw new MalformedStatementException(
            "its trailer does not agree with its lines: they are " + count + ", and sum to " + sum);
      }
      if (lines.next() != null) {
        throw new MalformedStatementException("something follows its trailer");
      }
      return new Totals(header.date, header.platform, count, sum);
    } catch (MalformedLineException e) {
      throw new MalformedStatementException(String.valueOf(e.getMessage()));
    }
  }

  private static Line line(Wire wire, long number) throws MalformedStatementException {
    Kind kind =
        switch (wire.kind) {
          case "PAYMENT" -> Kind.PAYMENT;
          case "REFUND" -> Kind.REFUND;
          default ->
              throw new MalformedStatementException(
                  "line " + number + " is of a kind that this version does not know");
        };
    if (wire.paymentId == null
        || wire.orderNo == null
        || wire.channelTradeNo == null
        || wire.decisionNumber == null
        || wire.amount == null) {
      throw new MalformedStatementException("line " + number + " lacks a member");
    }
    boolean out = wire.amount.fen() < 0;
    if (wire.amount.fen() == 0 || out != (kind == Kind.REFUND)) {
      throw new MalformedStatementException(
          "line " + number + " has an amount that its kind cannot have");
    }
    return new Line(
        kind,
        wire.paymentId,
        wire.orderNo,
        TradeNumber.fromWire(wire.channelTradeNo),
        wire.decisionNumber,
        wire.amount,
        wire.at);
  }

  private static Money plus(Money sum, Money amount) throws MalformedStatementException {
    try {
      return sum.plus(amount);
    } catch (ArithmeticException e) {
      throw new MalformedStatementException("the sum of its amounts is too large");
    }
  }

  private static Money minus(Money sum, Money amount) throws MalformedStatementException {
    try {
      return sum.minus(amount);
    } catch (ArithmeticException e) {
      throw new MalformedStatementException("the sum of its amounts is too large");
    }
  }

  /** Shows the day and the totals. */
  @Override
  public String toString() {
    return "Statement[" + date + ", " + count + " lines, " + amount + "]";
  }
}
