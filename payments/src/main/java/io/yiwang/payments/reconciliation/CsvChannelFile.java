package io.yiwang.payments.reconciliation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.internal.shared.Printable;
import io.yiwang.value.Money;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a channel's file whose values are separated by a comma or another separator, packed as zip
 * or gzip or not. Its first line names the columns.
 *
 * <pre>{@code
 * ChannelFile file =
 *     new CsvChannelFile(path, new CsvChannelFile.Columns("order", "trade", "amount", "kind"))
 *         .separator("|")
 *         .quoted()
 *         .charges(Set.of("PAY"))
 *         .refunds(Set.of("REFUND"));
 * }</pre>
 *
 * <p>Whether the channel quotes its values is never guessed: unless {@link #quoted} says so, a
 * quotation mark is a character like any other. Every row has as many values as the heading, or the
 * file is refused. A line is at most 65,536 characters, and an archive unpacks to at most 200 times
 * its size and 2 GiB.
 */
public final class CsvChannelFile implements ChannelFile {
  /**
   * Names the columns, which are found without regard to blanks, tabs, a backtick, an apostrophe or
   * the {@code =""} of Excel around them.
   *
   * @param kind tells a charge from a refund
   */
  public record Columns(String orderNo, String tradeNo, String amount, String kind) {}

  /**
   * What the columns hold.
   *
   * @param charges the kinds that are charges; where absent, all that are not refunds
   */
  private record ByColumns(
      Columns columns,
      @Nullable Set<String> charges,
      Set<String> refunds,
      boolean inFen,
      @Nullable String refundAmount)
      implements RowFile.Rows {
    @Override
    public void heading(Predicate<String> has) {
      require(has, columns.orderNo(), columns.tradeNo(), columns.amount(), columns.kind());
      if (refundAmount != null) {
        require(has, refundAmount);
      }
    }

    @Override
    public RowResult read(ChannelRow row) {
      String kind = row.text(columns.kind());
      boolean refund = refunds.contains(kind);
      if (!refund && charges != null && !charges.contains(kind)) {
        return RowResult.passedOver("neither a charge nor a refund");
      }
      String amount = refund && refundAmount != null ? refundAmount : columns.amount();
      return RowResult.moved(
          refund ? Kind.REFUND : Kind.CHARGE,
          row.text(columns.orderNo()),
          row.text(columns.tradeNo()),
          () -> amount(row, row.text(amount)));
    }

    private Money amount(ChannelRow row, String text) {
      return inFen ? row.fen(text) : row.yuan(text);
    }
  }

  private final Path file;
  private final RowFile.Form form;
  private final RowFile.Rows rows;

  /** Reads a file in UTF-8, amounts in yuan, refunds marked {@code REFUND}, values not quoted. */
  public CsvChannelFile(Path file, Columns columns) {
    this(
        file,
        RowFile.Form.of(UTF_8, RowFile.Shape.PLAIN),
        new ByColumns(columns, null, Set.of("REFUND"), false, null));
  }

  /** Makes a file whose rows that reader understands. UTF-8, values not quoted. */
  public CsvChannelFile(Path file, RowReader reader) {
    this(file, RowFile.Form.of(UTF_8, RowFile.Shape.PLAIN), reader::read);
  }

  private CsvChannelFile(Path file, RowFile.Form form, RowFile.Rows rows) {
    this.file = file;
    this.form = form;
    this.rows = rows;
  }

  static void require(Predicate<String> has, String... columns) {
    for (String column : columns) {
      if (!has.test(ChannelRow.name(column))) {
        throw new MalformedRowException("the file has no column " + column);
      }
    }
  }

  /** Reads another charset, such as GBK. A byte order mark of UTF-8 counts more. */
  public CsvChannelFile charset(Charset other) {
    return new CsvChannelFile(file, form.charset(other), rows);
  }

  /** Reads values that are separated by another text, such as {@code |} or a tab. */
  public CsvChannelFile separator(String other) {
    if (other.isEmpty() || other.contains("\"") || other.contains("\n") || other.contains("\r")) {
      throw new IllegalArgumentException(
          "a separator must be 1 character or more, without quotation marks and line breaks");
    }
    return new CsvChannelFile(file, form.separator(other), rows);
  }

  /**
   * Reads values that are quoted where they need it (RFC 4180), so that a value in quotation marks
   * may hold separators, line breaks and doubled quotation marks. Say it only of a channel that
   * does so: where others write a value that begins with a quotation mark, the rows up to the next
   * one would be its text.
   */
  public CsvChannelFile quoted() {
    return new CsvChannelFile(file, form.shape(RowFile.Shape.QUOTED), rows);
  }

  /**
   * Reads rows with a backtick before each of their values, so that a separator or a line break
   * inside of a value is a part of it.
   */
  public CsvChannelFile backticks() {
    return new CsvChannelFile(file, form.shape(RowFile.Shape.BACKTICKS), rows);
  }

  /**
   * Reads a file without a heading, whose columns have these names in this order; an empty name is
   * that of a column that nobody asks for, such as the nothing behind a separator at the end of
   * each row.
   */
  public CsvChannelFile withoutHeading(List<String> names) {
    return new CsvChannelFile(file, form.names(List.copyOf(names)), rows);
  }

  /**
   * Ends the rows at the line with this first value; a file without it is refused as cut short. Say
   * it of every channel that writes such a line: nothing else shows that a file was cut within its
   * last value.
   */
  public CsvChannelFile endsAt(String firstField) {
    return new CsvChannelFile(file, form.end(firstField, firstField::equals), rows);
  }

  /**
   * Passes over so many lines at the beginning of the file, before the heading or the first row:
   * banks like to write the day, a count and a sum there.
   */
  public CsvChannelFile skipLines(int lines) {
    if (lines < 0) {
      throw new IllegalArgumentException("lines must be 0 or more, got " + lines);
    }
    return new CsvChannelFile(file, form.skipped(lines), rows);
  }

  /** Passes lines over that begin so, before the heading too. */
  public CsvChannelFile remarks(char mark) {
    return new CsvChannelFile(file, form.remark(String.valueOf(mark)), rows);
  }

  /**
   * Counts rows as foreign whose order number is of another business. Without this, those are
   * foreign whose order number cannot be ours: it is not 1 to 64 of {@code [A-Za-z0-9._-]}.
   */
  public CsvChannelFile ours(Predicate<String> orderNo) {
    return new CsvChannelFile(file, form.ours(orderNo), rows);
  }

  /**
   * Takes only these kinds for charges; a row whose kind is not a refund's either is passed over
   * and counted. Without this, all that is not a refund is a charge.
   */
  public CsvChannelFile charges(Set<String> kinds) {
    ByColumns by = byColumns();
    return with(
        new ByColumns(by.columns, Set.copyOf(kinds), by.refunds, by.inFen, by.refundAmount));
  }

  /** Takes these kinds for refunds, whose amounts may then be below 0. */
  public CsvChannelFile refunds(Set<String> kinds) {
    ByColumns by = byColumns();
    return with(
        new ByColumns(by.columns, by.charges, Set.copyOf(kinds), by.inFen, by.refundAmount));
  }

  /** Reads amounts in fen. */
  public CsvChannelFile inFen() {
    ByColumns by = byColumns();
    return with(new ByColumns(by.columns, by.charges, by.refunds, true, by.refundAmount));
  }

  /** Reads a refund's amount from a separate column. */
  public CsvChannelFile refundAmount(String column) {
    ByColumns by = byColumns();
    return with(new ByColumns(by.columns, by.charges, by.refunds, by.inFen, column));
  }

  private ByColumns byColumns() {
    if (rows instanceof ByColumns by) {
      return by;
    }
    throw new IllegalStateException(
        "a RowReader says itself what is a charge or a refund, and its amount");
  }

  private CsvChannelFile with(ByColumns other) {
    return new CsvChannelFile(file, form, other);
  }

  @Override
  public void forEach(Consumer<Line> each) throws IOException {
    read(each);
  }

  @Override
  public RowCounts read(Consumer<Line> each) throws IOException {
    return RowFile.read(file, form, rows, each);
  }

  /** Shows how it is read, and nothing of the file. */
  @Override
  public String toString() {
    String columns = rows instanceof ByColumns by ? by.columns.toString() : "reader";
    return "CsvChannelFile[" + Printable.of(columns) + "]";
  }
}
