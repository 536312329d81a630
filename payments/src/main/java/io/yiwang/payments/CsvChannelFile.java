package io.yiwang.payments;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.yiwang.value.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A channel's file in CSV (RFC 4180), whose first line names the columns. Needs {@code
 * de.siegmar:fastcsv}.
 *
 * <pre>{@code
 * ChannelFile file =
 *     new CsvChannelFile(path, new CsvChannelFile.Columns("商户订单号", "微信订单号", "金额", "交易类型"))
 *         .charset(Charset.forName("GBK"))
 *         .refunds(Set.of("退款"));
 * }</pre>
 */
public final class CsvChannelFile implements ChannelFile {
  /**
   * The names of the columns.
   *
   * @param kind tells a charge from a refund
   */
  public record Columns(String orderNo, String tradeNo, String amount, String kind) {}

  private final Path file;
  private final Columns columns;
  private final Charset charset;
  private final Set<String> refunds;
  private final boolean inFen;

  /** UTF-8, amounts in yuan, refunds marked {@code REFUND}. */
  public CsvChannelFile(Path file, Columns columns) {
    this(file, columns, UTF_8, Set.of("REFUND"), false);
  }

  private CsvChannelFile(
      Path file, Columns columns, Charset charset, Set<String> refunds, boolean inFen) {
    this.file = file;
    this.columns = columns;
    this.charset = charset;
    this.refunds = Set.copyOf(refunds);
    this.inFen = inFen;
  }

  /** The same in another charset, as GBK. */
  public CsvChannelFile charset(Charset other) {
    return new CsvChannelFile(file, columns, other, refunds, inFen);
  }

  /** The same where the column of kinds marks refunds so; all else is a charge. */
  public CsvChannelFile refunds(Set<String> marks) {
    return new CsvChannelFile(file, columns, charset, marks, inFen);
  }

  /** The same with amounts in fen. */
  public CsvChannelFile inFen() {
    return new CsvChannelFile(file, columns, charset, refunds, true);
  }

  @Override
  public void forEach(Consumer<Line> each) throws IOException {
    try (CsvReader<NamedCsvRecord> rows = open()) {
      for (NamedCsvRecord row : rows) {
        each.accept(line(row));
      }
    } catch (CsvParseException e) {
      // Its text can quote the file.
      throw new IOException("the channel's file is not CSV in " + charset);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private CsvReader<NamedCsvRecord> open() throws IOException {
    try {
      return CsvReader.builder().detectBomHeader(true).ofNamedCsvRecord(file, charset);
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "a channel's file in CSV needs the CSV reader; add de.siegmar:fastcsv", e);
    }
  }

  private Line line(NamedCsvRecord row) throws IOException {
    try {
      String amount = field(row, columns.amount());
      return new Line(
          refunds.contains(field(row, columns.kind())) ? Kind.REFUND : Kind.CHARGE,
          field(row, columns.orderNo()),
          field(row, columns.tradeNo()),
          inFen ? Money.fen(Long.parseLong(amount)) : Money.yuan(amount));
    } catch (NumberFormatException e) {
      throw malformed(row, "its amount is no whole number of fen");
    } catch (NoSuchElementException e) {
      throw malformed(row, "a column is missing; the columns must be named as in " + columns);
    } catch (IllegalArgumentException e) {
      throw malformed(row, String.valueOf(e.getMessage()));
    }
  }

  /** Some channels put a backtick or a tab before a number, so that Excel leaves it alone. */
  private static String field(NamedCsvRecord row, String column) {
    String text = row.getField(column).strip();
    return text.startsWith("`") ? text.substring(1) : text;
  }

  private static IOException malformed(NamedCsvRecord row, String what) {
    return new IOException("the channel's file, line " + row.getStartingLineNumber() + ": " + what);
  }

  /** Nothing of the file. */
  @Override
  public String toString() {
    return "CsvChannelFile[" + columns + "]";
  }
}
