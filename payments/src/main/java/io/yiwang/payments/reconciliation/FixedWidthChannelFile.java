package io.yiwang.payments.reconciliation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads a channel's file whose rows all have the same length in bytes, and whose values are found
 * by position; plain, or packed as zip or gzip. Banks and acquirers write such files.
 *
 * <pre>{@code
 * ChannelFile file =
 *     new FixedWidthChannelFile(
 *         path,
 *         120,
 *         row ->
 *             row.slice(0, 2).equals("01")
 *                 ? RowResult.charge(row.slice(2, 32), row.slice(34, 20), row.fen(row.slice(54, 12)))
 *                 : RowResult.skipped("not a charge"));
 * }</pre>
 *
 * <p>A row of another length makes the file unreadable: nothing else shows that the file is cut
 * short.
 */
public final class FixedWidthChannelFile implements ChannelFile {
  private final Path file;
  private final RowFormat format;
  private final Charset charset;
  private final int length;
  private final RowReader reader;

  /**
   * Reads a file in GBK.
   *
   * @param length of each row in bytes, without the line end
   * @param reader interprets the rows, whose values it reads with {@link ChannelRow#slice}
   */
  public FixedWidthChannelFile(Path file, int length, RowReader reader) {
    this(file, fixedWidth(), Charset.forName("GBK"), length, reader);
  }

  private FixedWidthChannelFile(
      Path file, RowFormat format, Charset charset, int length, RowReader reader) {
    this.file = file;
    this.format = format;
    this.charset = charset;
    this.length = length;
    this.reader = reader;
  }

  private static RowFormat fixedWidth() {
    // Positions are in bytes, so each byte has to be one character until a value is cut out.
    return RowFormat.of(ISO_8859_1, RowFormat.Shape.FIXED_WIDTH);
  }

  /** Reads the values in another charset. */
  public FixedWidthChannelFile charset(Charset other) {
    return new FixedWidthChannelFile(file, format, other, length, reader);
  }

  /**
   * Counts rows as foreign whose order number does not satisfy a condition. By default, those are
   * foreign whose order number is not 1 to 64 of {@code [A-Za-z0-9._-]}, and so cannot be ours.
   */
  public FixedWidthChannelFile ours(Predicate<String> orderNo) {
    return new FixedWidthChannelFile(file, format.ours(orderNo), charset, length, reader);
  }

  FixedWidthChannelFile entry(Predicate<String> name) {
    return new FixedWidthChannelFile(file, format.entry(name), charset, length, reader);
  }

  @Override
  public void forEach(Consumer<Line> each) throws IOException {
    read(each);
  }

  @Override
  public RowCounts read(Consumer<Line> each) throws IOException {
    return RowFile.read(file, format, this::row, each);
  }

  private RowResult row(ChannelRow bytes) {
    if (bytes.bytes() != length) {
      throw new MalformedRowException(
          "it has " + bytes.bytes() + " bytes, and a row has " + length);
    }
    return reader.read(bytes.in(charset));
  }

  /** Shows the length of a row, and nothing of the file's content. */
  @Override
  public String toString() {
    return "FixedWidthChannelFile[" + length + "]";
  }
}
