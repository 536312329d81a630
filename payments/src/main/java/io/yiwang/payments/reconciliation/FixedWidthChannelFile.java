package io.yiwang.payments.reconciliation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads a channel's file whose rows are all of one length in bytes, and whose values are found by
 * their place; packed as zip or gzip or not. Banks and acquirers write such files.
 *
 * <pre>{@code
 * ChannelFile file =
 *     new FixedWidthChannelFile(
 *         path,
 *         120,
 *         row ->
 *             row.slice(0, 2).equals("01")
 *                 ? RowResult.charge(row.slice(2, 32), row.slice(34, 20), row.fen(row.slice(54, 12)))
 *                 : RowResult.passedOver("not a charge"));
 * }</pre>
 *
 * <p>A row of another length makes the file unreadable: nothing else shows that it is cut short.
 */
public final class FixedWidthChannelFile implements ChannelFile {
  private final Path file;
  private final RowFile.Form form;
  private final Charset charset;
  private final int length;
  private final RowReader reader;

  /**
   * Makes a file in GBK.
   *
   * @param length of each row in bytes, without the line's end
   * @param reader takes the values with {@link ChannelRow#slice}
   */
  public FixedWidthChannelFile(Path file, int length, RowReader reader) {
    this(file, fixedWidth(), Charset.forName("GBK"), length, reader);
  }

  private FixedWidthChannelFile(
      Path file, RowFile.Form form, Charset charset, int length, RowReader reader) {
    this.file = file;
    this.form = form;
    this.charset = charset;
    this.length = length;
    this.reader = reader;
  }

  private static RowFile.Form fixedWidth() {
    // Places are counted in bytes, so that a byte must be a character until a value is cut out.
    return RowFile.Form.of(ISO_8859_1, RowFile.Shape.FIXED_WIDTH);
  }

  /** Reads the values in another charset. */
  public FixedWidthChannelFile charset(Charset other) {
    return new FixedWidthChannelFile(file, form, other, length, reader);
  }

  /**
   * Counts rows as foreign whose order number is of another business. Without this, those are
   * foreign whose order number cannot be ours: it is not 1 to 64 of {@code [A-Za-z0-9._-]}.
   */
  public FixedWidthChannelFile ours(Predicate<String> orderNo) {
    return new FixedWidthChannelFile(file, form.ours(orderNo), charset, length, reader);
  }

  FixedWidthChannelFile entry(Predicate<String> name) {
    return new FixedWidthChannelFile(file, form.entry(name), charset, length, reader);
  }

  @Override
  public void forEach(Consumer<Line> each) throws IOException {
    read(each);
  }

  @Override
  public RowCounts read(Consumer<Line> each) throws IOException {
    return RowFile.read(file, form, this::row, each);
  }

  private RowResult row(ChannelRow bytes) {
    if (bytes.bytes() != length) {
      throw new MalformedRowException(
          "it has " + bytes.bytes() + " bytes, and a row has " + length);
    }
    return reader.read(bytes.in(charset));
  }

  /** Shows the length of a row, and nothing of the file. */
  @Override
  public String toString() {
    return "FixedWidthChannelFile[" + length + "]";
  }
}
