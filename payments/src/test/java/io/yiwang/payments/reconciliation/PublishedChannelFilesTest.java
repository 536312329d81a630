package io.yiwang.payments.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.payments.reconciliation.ChannelFile.Kind;
import io.yiwang.payments.reconciliation.ChannelFile.Line;
import io.yiwang.value.Money;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as Alipay, WeChat Pay, UnionPay and banks hand them out each day; all data is invented. */
class PublishedChannelFilesTest {
  private static final Charset GBK = Charset.forName("GBK");
  private static final String ALIPAY_TRADE = "202611022200140449140000000";
  private static final String WECHAT_TRADE = "420000092520261102000000000";
  private static final String UNIONPAY = "unionpay-INN26110288ZM_777290058110048";

  @TempDir Path folder;
  private final List<Line> lines = new ArrayList<>();

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in =
        PublishedChannelFilesTest.class.getResourceAsStream("/channel-files/" + name)) {
      return in.readAllBytes();
    }
  }

  private Path file(String name) throws IOException {
    return Files.write(folder.resolve(name), bytes(name));
  }

  private Path edited(String name, Charset charset, String from, String to) throws IOException {
    String text = new String(bytes(name), charset);
    assertEquals(2, text.split(java.util.regex.Pattern.quote(from), -1).length, "once: " + from);
    return Files.write(folder.resolve(name), text.replace(from, to).getBytes(charset));
  }

  private static Line charge(String orderNo, String tradeNo, long fen) {
    return new Line(Kind.CHARGE, orderNo, tradeNo, Money.fen(fen));
  }

  private static Line refund(String orderNo, String tradeNo, long fen) {
    return new Line(Kind.REFUND, orderNo, tradeNo, Money.fen(fen));
  }

  private String refusal(ChannelFile file) {
    return String.valueOf(
        assertThrows(IOException.class, () -> file.read(lines::add)).getMessage());
  }

  @Test
  void alipay_fileCutOffAfterARow_isRefused() throws IOException {
    assertEquals(
        "the channel's file is cut short: it ends without the remark 明细列表结束",
        refusal(new AlipayChannelFile(file("A02-alipay-cut.csv"))));
  }

  @Test
  void alipay_goodsNameThatBeginsWithAQuote_isText() throws IOException {
    new AlipayChannelFile(file("A04-alipay-quote.csv")).read(lines::add);

    assertEquals(
        List.of(
            charge("FINE202611020001", ALIPAY_TRADE + "1", 15_000),
            charge("FINE202611020002", ALIPAY_TRADE + "2", 2_000)),
        lines);
  }

  @Test
  void alipay_remarkThatBeginsWithAQuote_hidesNoRows() throws IOException {
    RowCounts counts = new AlipayChannelFile(file("A04c-remark-quote.csv")).read(lines::add);

    assertEquals(
        List.of(
            charge("FINE202611020001", ALIPAY_TRADE + "1", 15_000),
            charge("FINE202611020002", ALIPAY_TRADE + "2", 2_000),
            charge("FINE202611020003", ALIPAY_TRADE + "3", 3_000)),
        lines);
    assertEquals(
        List.of(
            "the file says it has 1 charges, and has 3",
            "the file says its charges sum to 150.00, and they sum to 200.00"),
        counts.totalsThatDiffer());
  }

  @Test
  void alipay_rowsOfOtherBusinesses_areForeign() throws IOException {
    RowCounts counts = new AlipayChannelFile(file("A05-foreign.csv")).read(lines::add);

    assertEquals(List.of(charge("FINE202611020001", ALIPAY_TRADE + "1", 15_000)), lines);
    assertEquals(1, counts.foreign());
    assertEquals(2, counts.rows());
  }

  @Test
  void alipay_rowOfNothing_isPassedOver() throws IOException {
    RowCounts counts = new AlipayChannelFile(file("A06-zero.csv")).read(lines::add);

    assertEquals(List.of(charge("FINE202611020001", ALIPAY_TRADE + "1", 15_000)), lines);
    assertEquals(Map.of("of 0.00", 1L), counts.passedOver());
  }

  @Test
  void alipay_filter_saysWhichRowsAreOurs() throws IOException {
    RowCounts counts =
        new AlipayChannelFile(file("A06-zero.csv"))
            .ours(orderNo -> orderNo.startsWith("FINE"))
            .read(lines::add);

    assertEquals(1, lines.size());
    assertEquals(1, counts.foreign());
  }

  @Test
  void alipay_refundRow_isARefundAboveZero() throws IOException {
    Path file = edited("A06-zero.csv", GBK, "OTHER1\t,交易", "FINE202611020001\t,退款");
    Files.write(
        file,
        Files.readString(file, GBK)
            .replace(",0.00,0.00,0.00", ",-50.00,-50.00,0.00")
            .getBytes(GBK));

    new AlipayChannelFile(file).read(lines::add);

    assertEquals(refund("FINE202611020001", ALIPAY_TRADE + "2", 5_000), lines.get(1));
  }

  @Test
  void alipay_accountDetails_areChargesRefundsAndFees() throws IOException {
    RowCounts counts = new AlipayChannelFile(file("A09-signcustomer.csv")).read(lines::add);

    assertEquals(
        List.of(
            charge("FINE202611020001", ALIPAY_TRADE + "1", 15_000),
            refund("FINE202611020001", ALIPAY_TRADE + "1", 5_000)),
        lines);
    assertEquals(Map.of("a fee", 1L), counts.passedOver());
    assertEquals(List.of(), counts.totalsThatDiffer());
  }

  @Test
  void alipay_accountDetailsOfARefundOfATrade_isARefund() throws IOException {
    new AlipayChannelFile(edited("A09-signcustomer.csv", GBK, "交易退款", "退款（交易退款）")).read(lines::add);

    assertEquals(refund("FINE202611020001", ALIPAY_TRADE + "1", 5_000), lines.get(1));
  }

  @Test
  void alipay_totalsOfTheAccountDetails_areComparedWithItsRows() throws IOException {
    byte[] rows = bytes("A09-signcustomer.csv");
    String agree = "#支出合计：2笔，共-50.90元\r\n#收入合计：1笔，共150.00元\r\n#导出时间：[2026年11月03日]\r\n";
    String differ = "#支出合计：1笔，共50.00元\r\n#收入合计：1笔，共150.00元\r\n";

    assertEquals(List.of(), withEnd(rows, agree).totalsThatDiffer());
    assertEquals(
        List.of(
            "the file says it has 1 expenses, and has 2",
            "the file says its expenses sum to 50.00, and they sum to -50.90"),
        withEnd(rows, differ).totalsThatDiffer());
  }

  private RowCounts withEnd(byte[] rows, String end) throws IOException {
    Path file = Files.write(folder.resolve("totals.csv"), rows);
    Files.write(file, end.getBytes(GBK), java.nio.file.StandardOpenOption.APPEND);
    return new AlipayChannelFile(file).read(lines::add);
  }

  @Test
  void alipay_zipOfTwoFiles_isReadByItsDetails() throws IOException {
    for (Charset names : List.of(GBK, StandardCharsets.UTF_8)) {
      lines.clear();
      Path zip = folder.resolve("20261102.csv.zip");
      try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip), names)) {
        out.putNextEntry(new ZipEntry("说明.txt"));
        out.write("支付宝".getBytes(GBK));
        out.putNextEntry(new ZipEntry("2088_20261102_业务明细(汇总).csv"));
        out.write("#支付宝业务汇总查询\r\n门店编号,门店名称\r\n合计,\r\n".getBytes(GBK));
        out.putNextEntry(new ZipEntry("2088_20261102_业务明细.csv"));
        out.write(bytes("A05-foreign.csv"));
      }

      new AlipayChannelFile(zip).read(lines::add);

      assertEquals(List.of(charge("FINE202611020001", ALIPAY_TRADE + "1", 15_000)), lines);
    }
  }

  @Test
  void alipay_rowsBehindTheEnd_areRefused() throws IOException {
    Path file = file("A05-foreign.csv");
    Files.write(file, "1,2,3\r\n".getBytes(GBK), java.nio.file.StandardOpenOption.APPEND);

    assertEquals(
        "the channel's file has rows behind the remark 明细列表结束",
        refusal(new AlipayChannelFile(file)));
  }

  @Test
  void alipay_commaInsideAGoodsName_isRefusedByItsLine() throws IOException {
    Path file = edited("A05-foreign.csv", GBK, "交通违法罚款", "罚款,滞纳金");

    assertEquals(
        "the channel's file, line 6: it has 26 values, and the heading has 25",
        refusal(new AlipayChannelFile(file)));
  }

  @Test
  void alipay_commaInsideTheNameOfAnotherBusinesssGoods_leavesItForeign() throws IOException {
    RowCounts counts =
        new AlipayChannelFile(edited("A05-foreign.csv", GBK, "院内充值", "院内,充值,元")).read(lines::add);

    assertEquals(List.of(charge("FINE202611020001", ALIPAY_TRADE + "1", 15_000)), lines);
    assertEquals(1, counts.foreign());
  }

  @Test
  void alipay_commaInAFeesRemark_isPassedOverAsWithoutAnOrder() throws IOException {
    RowCounts counts =
        new AlipayChannelFile(edited("A09-signcustomer.csv", GBK, ",服务费,", ",服务费,11月,"))
            .read(lines::add);

    assertEquals(2, lines.size());
    assertEquals(Map.of("without an order number", 1L), counts.passedOver());
  }

  @Test
  void alipay_summaryInsteadOfDetails_isRefused() throws IOException {
    Path file =
        Files.write(
            folder.resolve("s.csv"),
            "#支付宝业务汇总查询\r\n门店编号,门店名称\r\n合计,\r\n#业务汇总列表结束\r\n".getBytes(GBK));

    assertEquals(
        "the channel's file, line 2: the file has no column 商户订单号",
        refusal(new AlipayChannelFile(file)));
  }

  @Test
  void weChatPay_bill_isRead() throws IOException {
    RowCounts counts = new WeChatPayChannelFile(file("W01-wechat.csv")).read(lines::add);

    assertEquals(List.of(charge("FINE202611020001", WECHAT_TRADE + "1", 15_000)), lines);
    assertEquals(new RowCounts(1, 0, 0, Map.of(), List.of()), counts);
  }

  @Test
  void weChatPay_billAsGzip_isRead() throws IOException {
    Path file = folder.resolve("bill.gzip");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes("W01-wechat.csv"));
    }

    new WeChatPayChannelFile(file).read(lines::add);

    assertEquals(1, lines.size());
  }

  @Test
  void weChatPay_commaInsideAValue_isAPartOfIt() throws IOException {
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
  void weChatPay_revokedCharge_isGivenBack() throws IOException {
    new WeChatPayChannelFile(file("W03-revoked.csv")).read(lines::add);

    assertEquals(
        List.of(
            charge("FINE202611020001", WECHAT_TRADE + "1", 15_000),
            refund("FINE202611020001", WECHAT_TRADE + "1", 15_000)),
        lines);
  }

  /** As bills have it whose refund columns are about refunds alone. */
  @Test
  void weChatPay_revokedChargeWithItsAmountWhereTheOrdersIs_isGivenBack() throws IOException {
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

  /** Excel pads each line to the width of the longest, and writes long numbers as it shows them. */
  @Test
  void alipay_fileSavedByASpreadsheet_isReadUnlessItsNumbersAreGone() throws IOException {
    String text =
        new String(bytes("A06-zero.csv"), GBK)
            .lines()
            .map(line -> line.startsWith("#") ? line + ",".repeat(24) : line.replace("\t", ""))
            .collect(Collectors.joining("\r\n", "\ufeff", "\r\n"));
    Path padded = Files.writeString(folder.resolve("padded.csv"), text);
    Path shortened =
        Files.writeString(
            folder.resolve("short.csv"), text.replace(ALIPAY_TRADE + "1", "2.02611E+27"));

    RowCounts counts = new AlipayChannelFile(padded).read(lines::add);

    assertEquals(List.of(charge("FINE202611020001", ALIPAY_TRADE + "1", 15_000)), lines);
    assertEquals(List.of("the file says it has 1 charges, and has 2"), counts.totalsThatDiffer());
    assertEquals(
        "the channel's file, line 6: a spreadsheet program has shortened a number (to one with E+);"
            + " fetch the file again, and do not save it in one",
        refusal(new AlipayChannelFile(shortened)));
  }

  @Test
  void alipay_workbookOfASpreadsheet_isRefused() throws IOException {
    Path file = folder.resolve("20261102.xlsx");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry("[Content_Types].xml"));
      out.write("<Types/>".getBytes(StandardCharsets.UTF_8));
    }

    assertEquals(
        "the channel's file is a workbook of a spreadsheet program (XLSX); fetch it as CSV",
        refusal(new AlipayChannelFile(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FAIL", "CHANGE", "CLOSED", "REFUNDCLOSE", "ABNORMAL"})
  void weChatPay_refundThatFailed_gaveNothingBack(String state) throws IOException {
    Path file =
        edited(
            "W03-revoked.csv", StandardCharsets.UTF_8, "`ORIGINAL,`SUCCESS", "`ORIGINAL,`" + state);

    RowCounts counts = new WeChatPayChannelFile(file).read(lines::add);

    assertEquals(1, lines.size());
    assertEquals(Map.of("a refund that failed", 1L), counts.passedOver());
  }

  @Test
  void weChatPay_amountOfAnotherCurrency_isRefused() throws IOException {
    Path file = edited("W02-comma.csv", StandardCharsets.UTF_8, "`CNY,`150.00", "`HKD,`150.00");

    assertEquals(
        "the channel's file, line 2: its amount is in another currency than CNY",
        refusal(new WeChatPayChannelFile(file)));
  }

  @Test
  void weChatPay_namesWithBackticks_areRead() throws IOException {
    RowCounts counts = new WeChatPayChannelFile(file("W09.csv")).read(lines::add);

    assertEquals(List.of(charge("0123456789abcdef", "420000001", 123)), lines);
    assertEquals(List.of(), counts.totalsThatDiffer());
  }

  @Test
  void weChatPay_lineBreakInsideAValue_isAPartOfIt() throws IOException {
    new WeChatPayChannelFile(file("W11-newline.csv")).read(lines::add);

    assertEquals(List.of(charge("FINE202611020001", WECHAT_TRADE + "1", 15_000)), lines);
  }

  @Test
  void weChatPay_billWithoutItsTotals_isRefused() throws IOException {
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
  void weChatPay_totalsOfWhichAnotherNumberIsGiven_isRefused() throws IOException {
    String text = new String(bytes("W01-wechat.csv"), StandardCharsets.UTF_8).strip();
    Path more = Files.writeString(folder.resolve("a"), text + ",`1");
    Path fewer = Files.writeString(folder.resolve("b"), text.substring(0, text.lastIndexOf(',')));

    for (Path each : List.of(more, fewer)) {
      assertEquals(
          "the channel's file has not one value for each of its totals",
          refusal(new WeChatPayChannelFile(each)));
    }
  }

  @Test
  void unionPay_file_isChargesAndRefundsOfTheirOrders() throws IOException {
    RowCounts counts = new UnionPayChannelFile(file(UNIONPAY)).read(lines::add);

    assertEquals(
        List.of(
            charge("FINE1", "812611021000000000018", 15_000),
            refund("FINE1", "812611021100000000028", 5_000)),
        lines);
    assertEquals(2, counts.rows());
  }

  @Test
  void unionPay_refundOfAnotherDay_isOfTheOrderItNames() throws IOException {
    String text = new String(bytes(UNIONPAY), StandardCharsets.US_ASCII);
    String refund = text.substring(text.indexOf('\n') + 1);
    Path named =
        Files.writeString(
            folder.resolve("a"), refund.substring(0, 476) + "FINE7" + refund.substring(481));
    Path nameless = Files.writeString(folder.resolve("b"), refund);

    new UnionPayChannelFile(named).read(lines::add);
    RowCounts counts = new UnionPayChannelFile(nameless).read(lines::add);

    assertEquals(List.of(refund("FINE7", "812611021100000000028", 5_000)), lines);
    assertEquals(Map.of("a refund that does not say of which order", 1L), counts.passedOver());
  }

  @Test
  void unionPay_zipOfTwoFiles_isReadByTheOneOfTransactions() throws IOException {
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
  void unionPay_rowThatIsCut_isRefused() throws IOException {
    byte[] whole = bytes(UNIONPAY);
    Path file = Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(whole, 1_100));

    assertEquals(
        "the channel's file, line 2: it has 490 bytes, and a row has 608",
        refusal(new UnionPayChannelFile(file)));
  }

  @Test
  void fixedWidth_ofABank_isReadInAFewLines() throws IOException {
    ChannelFile file =
        new FixedWidthChannelFile(
            file(UNIONPAY),
            608,
            row ->
                row.slice(0, 3).equals("S22")
                    ? RowResult.charge(
                        row.slice(112, 32), row.slice(87, 21), row.fen(row.slice(66, 12)))
                    : RowResult.passedOver("not a charge"));

    file.read(lines::add);

    assertEquals(List.of(charge("FINE1", "812611021000000000018", 15_000)), lines);
  }

  @Test
  void fixedWidth_chineseCharacters_countByTheirBytes() throws IOException {
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

  @Test
  void csv_namesPaddedWithBlanks_areFound() throws IOException {
    new CsvChannelFile(
            file("A07-padded.csv"), new CsvChannelFile.Columns("商家订单号", "交易订单号", "金额", "交易状态"))
        .charset(GBK)
        .charges(Set.of("交易成功"))
        .read(lines::add);

    assertEquals(List.of(charge("FINE202611020001", ALIPAY_TRADE + "1", 4_974)), lines);
  }

  @Test
  void csv_columnsSeparatedByABar_areConfigured() throws IOException {
    new CsvChannelFile(
            file("B02.txt"), new CsvChannelFile.Columns("order", "trade", "amount", "kind"))
        .separator("|")
        .read(lines::add);

    assertEquals(List.of(charge("W1", "t1", 15_000)), lines);
  }

  @Test
  void csv_feesAndPayoutsOfASettlementReport_areNeither() throws IOException {
    RowCounts counts =
        new CsvChannelFile(
                file("B05.csv"),
                new CsvChannelFile.Columns(
                    "order", "payment_intent_id", "gross", "reporting_category"))
            .charges(Set.of("charge"))
            .refunds(Set.of("refund"))
            .read(lines::add);

    assertEquals(List.of(charge("W1", "pi_1", 15_000), refund("W1", "pi_1", 5_000)), lines);
    assertEquals(Map.of("neither a charge nor a refund", 2L), counts.passedOver());
  }
}
