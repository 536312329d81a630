package io.yiwang.payments.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests WeChat Pay's files as they are published. */
class WeChatPayChannelFileTest extends ChannelFileFixture {
  private static final String WECHAT_TRADE = "420000092520261102000000000";

  @Test
  void read_bill_isRead() throws IOException {
    RowCounts counts = new WeChatPayChannelFile(file("W01-wechat.csv")).read(lines::add);

    assertEquals(List.of(charge("FINE202611020001", WECHAT_TRADE + "1", 15_000)), lines);
    assertEquals(new RowCounts(1, 0, 0, Map.of(), List.of()), counts);
  }

  @Test
  void read_billAsGzip_isRead() throws IOException {
    Path file = folder.resolve("bill.gzip");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes("W01-wechat.csv"));
    }

    new WeChatPayChannelFile(file).read(lines::add);

    assertEquals(1, lines.size());
  }

  @Test
  void read_commaInsideAValue_isPartOfIt() throws IOException {
    RowCounts counts = new WeChatPayChannelFile(file("W02-comma.csv")).read(lines::add);

    assertEquals(
        List.of(
            charge("FINE202611020001", WECHAT_TRADE + "1", 15_000),
            charge("FINE202611020002", WECHAT_TRADE + "2", 2_000)),
        lines);
    assertEquals(
        Set.of(
            "the file says it has 1 rows, and has 2",
            "the file says that 应结订单金额 sums to 150.00, and it sums to 170.00",
            "the file says that 订单金额 sums to 150.00, and it sums to 170.00"),
        Set.copyOf(counts.totalsThatDiffer()));
  }

  @Test
  void read_revokedCharge_isARefund() throws IOException {
    new WeChatPayChannelFile(file("W03-revoked.csv")).read(lines::add);

    assertEquals(
        List.of(
            charge("FINE202611020001", WECHAT_TRADE + "1", 15_000),
            refund("FINE202611020001", WECHAT_TRADE + "1", 15_000)),
        lines);
  }

  /** Tests bills whose refund columns have only refunds. */
  @Test
  void read_revokedChargeWithItsAmountInTheOrdersColumn_isARefund() throws IOException {
    Path file =
        edited(
            "W03-revoked.csv",
            StandardCharsets.UTF_8,
            "`CNY,`0.00,`0.00,`50000000000000001,`R1,`150.00,`0.00,`ORIGINAL,`SUCCESS,`罚款,`,"
                + "`0.00000,`0.60%,`0.00,`150.00,`",
            "`CNY,`150.00,`0.00,`0,`0,`0.00,`0.00,`,`,`罚款,`,`0.00000,`0.60%,`150.00,`0.00,`");

    new WeChatPayChannelFile(file).read(lines::add);

    assertEquals(
        List.of(
            charge("FINE202611020001", WECHAT_TRADE + "1", 15_000),
            refund("FINE202611020001", WECHAT_TRADE + "1", 15_000)),
        lines);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FAIL", "CHANGE", "CLOSED", "REFUNDCLOSE", "ABNORMAL"})
  void read_refundThatFailed_gaveNothingBack(String state) throws IOException {
    Path file =
        edited(
            "W03-revoked.csv", StandardCharsets.UTF_8, "`ORIGINAL,`SUCCESS", "`ORIGINAL,`" + state);

    RowCounts counts = new WeChatPayChannelFile(file).read(lines::add);

    assertEquals(1, lines.size());
    assertEquals(Map.of("a refund that failed", 1L), counts.skipped());
  }

  @Test
  void read_amountOfAnotherCurrency_isRefused() throws IOException {
    Path file = edited("W02-comma.csv", StandardCharsets.UTF_8, "`CNY,`150.00", "`HKD,`150.00");

    assertEquals(
        "the channel's file, line 2: its amount is in another currency than CNY",
        refusal(new WeChatPayChannelFile(file)));
  }

  @Test
  void read_namesWithBackticks_areRead() throws IOException {
    RowCounts counts = new WeChatPayChannelFile(file("W09.csv")).read(lines::add);

    assertEquals(List.of(charge("0123456789abcdef", "420000001", 123)), lines);
    assertEquals(List.of(), counts.totalsThatDiffer());
  }

  @Test
  void read_lineBreakInsideAValue_isPartOfIt() throws IOException {
    new WeChatPayChannelFile(file("W11-newline.csv")).read(lines::add);

    assertEquals(List.of(charge("FINE202611020001", WECHAT_TRADE + "1", 15_000)), lines);
  }

  @Test
  void read_billWithoutItsTotals_isRefused() throws IOException {
    String text = new String(bytes("W01-wechat.csv"), StandardCharsets.UTF_8);
    Path none = Files.writeString(folder.resolve("a"), text.substring(0, text.indexOf("总交易单数")));
    Path half =
        Files.writeString(
            folder.resolve("b"), text.substring(0, text.indexOf('\n', text.indexOf("总交易单数"))));

    assertEquals(
        "the channel's file is cut short: it ends without its totals, 总交易单数",
        refusal(new WeChatPayChannelFile(none)));
    assertEquals(
        "the channel's file is cut short: it ends without the values of its totals",
        refusal(new WeChatPayChannelFile(half)));
  }

  @Test
  void read_totalsWithMissingValues_isRefused() throws IOException {
    String text = new String(bytes("W01-wechat.csv"), StandardCharsets.UTF_8).strip();
    Path more = Files.writeString(folder.resolve("a"), text + ",`1");
    Path fewer = Files.writeString(folder.resolve("b"), text.substring(0, text.lastIndexOf(',')));

    for (Path each : List.of(more, fewer)) {
      assertEquals(
          "the channel's file has not one value for each of its totals",
          refusal(new WeChatPayChannelFile(each)));
    }
  }
}
