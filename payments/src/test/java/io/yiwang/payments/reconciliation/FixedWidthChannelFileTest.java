package io.yiwang.payments.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests files of fixed width. */
class FixedWidthChannelFileTest extends ChannelFileFixture {
  @Test
  void read_fileOfABank_isReadInAFewLines() throws IOException {
    ChannelFile file =
        new FixedWidthChannelFile(
            file(UNIONPAY),
            608,
            row ->
                row.slice(0, 3).equals("S22")
                    ? RowResult.charge(
                        row.slice(112, 32), row.slice(87, 21), row.fen(row.slice(66, 12)))
                    : RowResult.skipped("not a charge"));

    file.read(lines::add);

    assertEquals(List.of(charge("FINE1", "812611021000000000018", 15_000)), lines);
  }

  @Test
  void read_chineseCharacters_countByTheirBytes() throws IOException {
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    row.write("罚款甲".getBytes(GBK));
    row.write("W1  000150".getBytes(GBK));
    Path file = Files.write(folder.resolve("f"), row.toByteArray());

    new FixedWidthChannelFile(
            file,
            16,
            line -> {
              assertEquals("罚款甲", line.slice(0, 6));
              return RowResult.charge(line.slice(6, 4), "t", line.fen(line.slice(10, 6)));
            })
        .read(lines::add);

    assertEquals(List.of(charge("W1", "t", 150)), lines);
  }
}
