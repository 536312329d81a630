package io.yiwang.payments;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.yiwang.value.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/** The lines of a {@link CsvChannelFile}. */
final class CsvLines {
  private final Path file;
  private final CsvChannelFile.Columns columns;
  private final CsvChannelFile.Form form;

  CsvLines(Path file, CsvChannelFile.Columns columns, CsvChannelFile.Form form) {
    this.file = file;
    this.columns = columns;
    this.form = form;
  }

  void forEach(Consumer<ChannelFile.Line> each) throws IOException {
    long read = 1;
    try (CsvReader<NamedCsvRecord> rows = open()) {
      for (NamedCsvRecord row : rows) {
        if (text(row.getField(0)).equals(form.end())) {
          return;
        }
        if (row.getFieldCount() != row.getHeader().size()) {
          throw malformed(row, "it has not as many fields as the first line");
        }
        each.accept(line(row));
        read = row.getStartingLineNumber();
      }
      if (form.end() != null) {
        throw new IOException("the channel's file is cut short: it ends without " + form.end());
      }
    } catch (CsvParseException e) {
      // Its text can quote the file.
      throw new IOException("the channel's file, after line " + read + ": it is not CSV");
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private CsvReader<NamedCsvRecord> open() throws IOException {
    CsvReader.CsvReaderBuilder builder =
        CsvReader.builder()
            .detectBomHeader(true)
            // So that the row at which it ends can be seen; the others are counted above.
            .allowMissingFields(true)
            .allowExtraFields(true);
    Character remark = form.remark();
    if (remark != null) {
      builder.commentStrategy(CommentStrategy.SKIP).commentCharacter(remark);
    }
    return builder.ofNamedCsvRecord(file, form.charset());
  }

  private ChannelFile.Line line(NamedCsvRecord row) throws IOException {
    try {
      boolean refund = form.refunds().contains(field(row, columns.kind()));
      String own = form.refundAmount();
      String column = refund && own != null ? own : columns.amount();
      String amount = field(row, column);
      if (refund && amount.startsWith("-")) {
        amount = amount.substring(1);
      }
      return new ChannelFile.Line(
          refund ? ChannelFile.Kind.REFUND : ChannelFile.Kind.CHARGE,
          field(row, columns.orderNo()),
          field(row, columns.tradeNo()),
          form.inFen() ? Money.fen(Long.parseLong(amount)) : Money.yuan(amount));
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
}
