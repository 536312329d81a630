package io.yiwang.payments;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel's file in CSV (RFC 4180), whose first line names the columns.
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
  record Form(
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
    new CsvLines(file, columns, form).forEach(each);
  }

  /** Nothing of the file. */
  @Override
  public String toString() {
    return "CsvChannelFile[" + columns + "]";
  }
}
