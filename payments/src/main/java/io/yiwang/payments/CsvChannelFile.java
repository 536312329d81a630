package io.yiwang.payments;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CommentStrategy;
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
import org.jspecify.annotations.Nullable;

/**
 * A channel's file in CSV (RFC 4180), whose first line names the columns. Needs {@code
 * de.siegmar:fastcsv}.
 *
 * <pre>{@code
 * ChannelFile file =
 *     new CsvChannelFile(path, new CsvChannelFile.Columns("商户订单号", "微信订单号", "订单金额", "交易状态"))
 *         .refundAmount("申请退款金额")
 *         .endsAt("总交易单数");
 * }</pre>
 */
public final class CsvChannelFile implements ChannelFile {
  /**
   * The names of the columns.
   *
   * @param kind tells a charge from a refund
   */
  public record Columns(String orderNo, String tradeNo, String amount, String kind) {}

  /**
   * How the file is written.
   *
   * @param end the first field of the row at which the charges and refunds end
   * @param remark what a line begins with that says nothing
   * @param refundAmount the column of a refund's amount, where it is another
   */
  private record Form(
      Charset charset,
      Set<String> refunds,
      boolean inFen,
      @Nullable String end,
      @Nullable Character remark,
      @Nullable String refundAmount) {
    Form {
      refunds = Set.copyOf(refunds);
    }
  }

  private final Path file;
  private final Columns columns;
  private final Form form;

  /** UTF-8, amounts in yuan, refunds marked {@code REFUND}. A byte order mark is passed over. */
  public CsvChannelFile(Path file, Columns columns) {
    this(file, columns, new Form(UTF_8, Set.of("REFUND"), false, null, null, null));
  }

  private CsvChannelFile(Path file, Columns columns, Form form) {
    this.file = file;
    this.columns = columns;
    this.form = form;
  }

  /** The same in another charset, as GBK. */
  public CsvChannelFile charset(Charset other) {
    return with(
        new Form(other, form.refunds, form.inFen, form.end, form.remark, form.refundAmount));
  }

  /**
   * The same where the column of kinds marks refunds so, whose amounts may then be below 0; all
   * else is a charge.
   */
  public CsvChannelFile refunds(Set<String> marks) {
    return with(
        new Form(form.charset, marks, form.inFen, form.end, form.remark, form.refundAmount));
  }

  /** The same with amounts in fen. */
  public CsvChannelFile inFen() {
    return with(
        new Form(form.charset, form.refunds, true, form.end, form.remark, form.refundAmount));
  }

  /** The same with a summary behind its rows, without which it is refused as cut short. */
  public CsvChannelFile endsAt(String firstField) {
    return with(
        new Form(
            form.charset, form.refunds, form.inFen, firstField, form.remark, form.refundAmount));
  }

  /** The same with lines that begin so and are passed over, before the columns' names too. */
  public CsvChannelFile remarks(char mark) {
    return with(
        new Form(form.charset, form.refunds, form.inFen, form.end, mark, form.refundAmount));
  }

  /** The same where a refund's amount stands in a column of its own. */
  public CsvChannelFile refundAmount(String column) {
    return with(new Form(form.charset, form.refunds, form.inFen, form.end, form.remark, column));
  }

  private CsvChannelFile with(Form other) {
    return new CsvChannelFile(file, columns, other);
  }

  @Override
  public void forEach(Consumer<Line> each) throws IOException {
    long read = 1;
    try (CsvReader<NamedCsvRecord> rows = open()) {
      for (NamedCsvRecord row : rows) {
        if (text(row.getField(0)).equals(form.end)) {
          return;
        }
        if (row.getFieldCount() != row.getHeader().size()) {
          throw malformed(row, "it has not as many fields as the first line");
        }
        each.accept(line(row));
        read = row.getStartingLineNumber();
      }
      if (form.end != null) {
        throw new IOException("the channel's file is cut short: it ends without " + form.end);
      }
    } catch (CsvParseException e) {
      // Its text can quote the file.
      throw new IOException("the channel's file, after line " + read + ": it is not CSV");
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private CsvReader<NamedCsvRecord> open() throws IOException {
    try {
      CsvReader.CsvReaderBuilder builder =
          CsvReader.builder()
              .detectBomHeader(true)
              // So that the row at which it ends can be seen; the others are counted above.
              .allowMissingFields(true)
              .allowExtraFields(true);
      if (form.remark != null) {
        builder.commentStrategy(CommentStrategy.SKIP).commentCharacter(form.remark);
      }
      return builder.ofNamedCsvRecord(file, form.charset);
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "a channel's file in CSV needs the CSV reader; add de.siegmar:fastcsv", e);
    }
  }

  private Line line(NamedCsvRecord row) throws IOException {
    try {
      boolean refund = form.refunds.contains(field(row, columns.kind()));
      String column = refund && form.refundAmount != null ? form.refundAmount : columns.amount();
      String amount = field(row, column);
      if (refund && amount.startsWith("-")) {
        amount = amount.substring(1);
      }
      return new Line(
          refund ? Kind.REFUND : Kind.CHARGE,
          field(row, columns.orderNo()),
          field(row, columns.tradeNo()),
          form.inFen ? Money.fen(Long.parseLong(amount)) : Money.yuan(amount));
    } catch (NumberFormatException e) {
      throw malformed(row, "its amount is no whole number of fen");
    } catch (NoSuchElementException e) {
      throw malformed(row, "a column is missing; the columns must be named as in " + columns);
    } catch (IllegalArgumentException e) {
      throw malformed(row, String.valueOf(e.getMessage()));
    }
  }

  private static String field(NamedCsvRecord row, String column) {
    return text(row.getField(column));
  }

  /** Some channels put a backtick or a tab before a number, so that Excel leaves it alone. */
  private static String text(String field) {
    String text = field.strip();
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
