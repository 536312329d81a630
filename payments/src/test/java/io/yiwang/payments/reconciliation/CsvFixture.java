package io.yiwang.payments.reconciliation;

import io.yiwang.payments.reconciliation.ChannelFile.Line;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Writes and reads CSV files with four columns. */
abstract class CsvFixture {
  static final Charset GBK = Charset.forName("GBK");

  static final CsvChannelFile.Columns COLUMNS =
      new CsvChannelFile.Columns("order", "trade", "amount", "kind");

  @TempDir Path folder;

  static List<Line> lines(ChannelFile file) throws IOException {
    List<Line> lines = new ArrayList<>();
    file.forEach(lines::add);
    return lines;
  }

  CsvChannelFile file(String text) throws IOException {
    return new CsvChannelFile(Files.writeString(folder.resolve("f.csv"), text), COLUMNS);
  }
}
