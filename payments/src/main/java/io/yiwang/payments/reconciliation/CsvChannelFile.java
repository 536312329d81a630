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
 * Reads a channel's file whose values are separated by a comma or another separator; plain, or
 * packed as zip or gzip. Its first line names the columns.
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
 * quotation mark is a character like any other. Every row must have as many values as the heading,
 * or the file is refused. A line may have at most 65,536 characters, and an archive may unpack to
 * at most 200 times its size and 2 GiB.
 */
public final class CsvChannelFile implements ChannelFile {
  /**
   * Names the columns. Blanks, tabs, a backtick, an apostrophe or Excel's {@code =""} around the
   * names in the file are ignored.
   *
   * @param kind the column that distinguishes charges from refunds
   */
  public record Columns(String orderNo, String tradeNo, String amount, String kind) {}

  /**
   * Reads rows by their columns.
   *
   * @param charges the kinds that are charges; if absent, all that are not refunds
   */
  private record ByColumns(
      Columns columns,
      @Nullable Set<String> charges,
      Set<String> refunds,
      boolean inFen,
      @Nullable String refundAmount)
      implements RowFile.Layout {
    @Override
    public void heading(Predicate<String> has) {
      RowFile.Layout.requireColumns(
          has, columns.orderNo(), columns.tradeNo(), columns.amount(), columns.kind());
      if (refundAmount != null) {
        RowFile.Layout.requireColumns(has, refundAmount);
      }
    }

    @Override
    public RowResult read(ChannelRow row) {
      String kind = row.text(columns.kind());
      boolean refund = refunds.contains(kind);
      if (!refund && charges != null && !charges.contains(kind)) {
        return RowResult.skipped("neither a charge nor a refund");
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
  private final RowFormat format;
  private final RowFile.Layout rows;

  /**
   * Reads a file in UTF-8 with amounts in yuan, refunds of the kind {@code REFUND}, and values that
   * are not quoted.
   */
  public CsvChannelFile(Path file, Columns columns) {
    this(
        file,
        RowFormat.of(UTF_8, RowFormat.Shape.PLAIN),
        new ByColumns(columns, null, Set.of("REFUND"), false, null));
  }

  /** Reads a file in UTF-8 with values that are not quoted, whose rows a reader interprets. */
  public CsvChannelFile(Path file, RowReader reader) {
    this(file, RowFormat.of(UTF_8, RowFormat.Shape.PLAIN), reader::read);
  }

  private CsvChannelFile(Path file, RowFormat format, RowFile.Layout rows) {
    this.file = file;
    this.format = format;
    this.rows = rows;
  }

  /** Reads another charset, such as GBK. A byte order mark of UTF-8 takes precedence. */
  public CsvChannelFile charset(Charset other) {
    return new CsvChannelFile(file, format.charset(other), rows);
  }

  /** Reads values that are separated by another text, such as {@code |} or a tab. */
  public CsvChannelFile separator(String other) {
    if (other.isEmpty() || other.contains("\"") || other.contains("\n") || other.contains("\r")) {
      throw new IllegalArgumentException(
          "a separator must be 1 character or more, without quotation marks and line breaks");
    }
    return new CsvChannelFile(file, format.separator(other), rows);
  }

  /**
   * Reads values that are quoted where necessary (RFC 4180): a value in quotation marks may contain
   * separators, line breaks and doubled quotation marks. Call it only for a channel that writes
   * such files: in others, a value that begins with a quotation mark would swallow all rows up to
   * the next one.
   */
  public CsvChannelFile quoted() {
    return new CsvChannelFile(file, format.shape(RowFormat.Shape.QUOTED), rows);
  }

  /**
   * Reads rows with a backtick before each value, so that a separator or a line break inside a
   * value is part of it.
   */
  public CsvChannelFile backticks() {
    return new CsvChannelFile(file, format.shape(RowFormat.Shape.BACKTICKS), rows);
  }

  /**
   * Reads a file without a heading, and gives its columns these names, in order. An empty name is
   * for a column that is not used, such as the empty value after a separator at the end of each
   * row.
   */
  public CsvChannelFile withoutHeading(List<String> names) {
    return new CsvChannelFile(file, format.names(List.copyOf(names)), rows);
  }

  /**
   * Ends the rows at the line with this first value; a file without it is refused as cut short.
   * Call it for every channel that writes such a line: nothing else shows that a file was cut
   * within its last value.
   */
  public CsvChannelFile endsAt(String firstField) {
    return new CsvChannelFile(file, format.end(firstField, firstField::equals), rows);
  }

  /**
   * Skips lines at the beginning of the file, before the heading or the first row: banks often
   * write the day, a count and a sum there.
   */
  public CsvChannelFile skipLines(int lines) {
    if (lines < 0) {
      throw new IllegalArgumentException("lines must be 0 or more, got " + lines);
    }
    return new CsvChannelFile(file, format.skipped(lines), rows);
  }

  /** Skips lines that begin with a character, before the heading too. */
  public CsvChannelFile remarks(char mark) {
    return new CsvChannelFile(file, format.remark(String.valueOf(mark)), rows);
  }

  /**
   * Counts rows as foreign whose order number does not satisfy a condition. By default, those are
   * foreign whose order number is not 1 to 64 of {@code [A-Za-z0-9._-]}, and so cannot be ours.
   */
  public CsvChannelFile ours(Predicate<String> orderNo) {
    return new CsvChannelFile(file, format.ours(orderNo), rows);
  }

  /**
   * Reads only these kinds as charges; a row of any other kind that is not a refund is skipped and
   * counted. By default, everything that is not a refund is a charge.
   */
  public CsvChannelFile charges(Set<String> kinds) {
    ByColumns by = byColumns();
    return with(
        new ByColumns(by.columns, Set.copyOf(kinds), by.refunds, by.inFen, by.refundAmount));
  }

  /** Reads these kinds as refunds, whose amounts may be above or below 0. */
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
        "a RowReader itself decides what is a charge or a refund, and its amount");
  }

  private CsvChannelFile with(ByColumns other) {
    return new CsvChannelFile(file, format, other);
  }

  @Override
  public void forEach(Consumer<Line> each) throws IOException {
    read(each);
  }

  @Override
  public RowCounts read(Consumer<Line> each) throws IOException {
    return RowFile.read(file, format, rows, each);
  }

  /** Shows how the file is read, and nothing of its content. */
  @Override
  public String toString() {
    String columns = rows instanceof ByColumns by ? by.columns.toString() : "reader";
    return "CsvChannelFile[" + Printable.of(columns) + "]";
  }
}
