package io.yiwang.payments.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Tests UnionPay's files as they are published. */
class UnionPayChannelFileTest extends ChannelFileFixture {

  @Test
  void read_file_isChargesAndRefundsOfTheirOrders() throws IOException {
    RowCounts counts = new UnionPayChannelFile(file(UNIONPAY)).read(lines::add);

    assertEquals(
        List.of(
            charge("FINE1", "812611021000000000018", 15_000),
            refund("FINE1", "812611021100000000028", 5_000)),
        lines);
    assertEquals(2, counts.rows());
  }

  @Test
  void read_refundOfAnotherDay_isOfTheOrderItNames() throws IOException {
    String text = new String(bytes(UNIONPAY), StandardCharsets.US_ASCII);
    String refund = text.substring(text.indexOf('\n') + 1);
    Path named =
        Files.writeString(
            folder.resolve("a"), refund.substring(0, 476) + "FINE7" + refund.substring(481));
    Path nameless = Files.writeString(folder.resolve("b"), refund);

    new UnionPayChannelFile(named).read(lines::add);
    RowCounts counts = new UnionPayChannelFile(nameless).read(lines::add);

    assertEquals(List.of(refund("FINE7", "812611021100000000028", 5_000)), lines);
    assertEquals(Map.of("a refund that does not say of which order", 1L), counts.skipped());
  }

  @Test
  void read_zipOfTwoFiles_isReadByTheOneOfTransactions() throws IOException {
    Path zip = folder.resolve("802310048993424_20261102.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("INN26110288ZME_777290058110048"));
      out.write("S22\r\n".getBytes(StandardCharsets.US_ASCII));
      out.putNextEntry(new ZipEntry("INN26110288ZM_777290058110048"));
      out.write(bytes(UNIONPAY));
    }

    new UnionPayChannelFile(zip).read(lines::add);

    assertEquals(2, lines.size());
  }

  @Test
  void read_rowThatIsCut_isRefused() throws IOException {
    byte[] whole = bytes(UNIONPAY);
    Path file = Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(whole, 1_100));

    assertEquals(
        "the channel's file, line 2: it has 490 bytes, and a row has 608",
        refusal(new UnionPayChannelFile(file)));
  }
}
