package io.yiwang.payments.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Tests Alipay's files as they are published. */
class AlipayChannelFileTest extends ChannelFileFixture {

  @Test
  void read_fileCutOffAfterARow_isRefused() throws IOException {
    assertEquals(
        "the channel's file is cut short: it ends without the remark 明细列表结束",
        refusal(new AlipayChannelFile(file("A02-alipay-cut.csv"))));
  }

  @Test
  void read_goodsNameThatBeginsWithAQuote_isText() throws IOException {
    new AlipayChannelFile(file("A04-alipay-quote.csv")).read(lines::add);

    assertEquals(
        List.of(
            charge("FINE202611020001", ALIPAY_TRADE + "1", 15_000),
            charge("FINE202611020002", ALIPAY_TRADE + "2", 2_000)),
        lines);
  }

  @Test
  void read_remarkThatBeginsWithAQuote_hidesNoRows() throws IOException {
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
  void read_rowsOfOtherBusinesses_areForeign() throws IOException {
    RowCounts counts = new AlipayChannelFile(file("A05-foreign.csv")).read(lines::add);

    assertEquals(List.of(charge("FINE202611020001", ALIPAY_TRADE + "1", 15_000)), lines);
    assertEquals(1, counts.foreign());
    assertEquals(2, counts.rows());
  }

  @Test
  void read_rowOfZero_isSkipped() throws IOException {
    RowCounts counts = new AlipayChannelFile(file("A06-zero.csv")).read(lines::add);

    assertEquals(List.of(charge("FINE202611020001", ALIPAY_TRADE + "1", 15_000)), lines);
    assertEquals(Map.of("of 0.00", 1L), counts.skipped());
  }

  @Test
  void read_filter_decidesWhichRowsAreOurs() throws IOException {
    RowCounts counts =
        new AlipayChannelFile(file("A06-zero.csv"))
            .ours(orderNo -> orderNo.startsWith("FINE"))
            .read(lines::add);

    assertEquals(1, lines.size());
    assertEquals(1, counts.foreign());
  }

  @Test
  void read_refundRow_isARefundAboveZero() throws IOException {
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
  void read_accountDetails_areChargesRefundsAndFees() throws IOException {
    RowCounts counts = new AlipayChannelFile(file("A09-signcustomer.csv")).read(lines::add);

    assertEquals(
        List.of(
            charge("FINE202611020001", ALIPAY_TRADE + "1", 15_000),
            refund("FINE202611020001", ALIPAY_TRADE + "1", 5_000)),
        lines);
    assertEquals(Map.of("a fee", 1L), counts.skipped());
    assertEquals(List.of(), counts.totalsThatDiffer());
  }

  @Test
  void read_accountDetailsOfARefundOfATrade_isARefund() throws IOException {
    new AlipayChannelFile(edited("A09-signcustomer.csv", GBK, "交易退款", "退款（交易退款）")).read(lines::add);

    assertEquals(refund("FINE202611020001", ALIPAY_TRADE + "1", 5_000), lines.get(1));
  }

  @Test
  void read_totalsOfTheAccountDetails_areComparedWithItsRows() throws IOException {
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
  void read_zipOfTwoFiles_isReadByItsDetails() throws IOException {
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
  void read_rowsBehindTheEnd_areRefused() throws IOException {
    Path file = file("A05-foreign.csv");
    Files.write(file, "1,2,3\r\n".getBytes(GBK), java.nio.file.StandardOpenOption.APPEND);

    assertEquals(
        "the channel's file has rows behind the remark 明细列表结束",
        refusal(new AlipayChannelFile(file)));
  }

  @Test
  void read_commaInsideAGoodsName_isRefusedByItsLine() throws IOException {
    Path file = edited("A05-foreign.csv", GBK, "交通违法罚款", "罚款,滞纳金");

    assertEquals(
        "the channel's file, line 6: it has 26 values, and the heading has 25",
        refusal(new AlipayChannelFile(file)));
  }

  @Test
  void read_commaInsideTheNameOfAnotherBusinesssGoods_leavesItForeign() throws IOException {
    RowCounts counts =
        new AlipayChannelFile(edited("A05-foreign.csv", GBK, "院内充值", "院内,充值,元")).read(lines::add);

    assertEquals(List.of(charge("FINE202611020001", ALIPAY_TRADE + "1", 15_000)), lines);
    assertEquals(1, counts.foreign());
  }

  @Test
  void read_commaInAFeesRemark_isSkippedAsWithoutAnOrder() throws IOException {
    RowCounts counts =
        new AlipayChannelFile(edited("A09-signcustomer.csv", GBK, ",服务费,", ",服务费,11月,"))
            .read(lines::add);

    assertEquals(2, lines.size());
    assertEquals(Map.of("without an order number", 1L), counts.skipped());
  }

  @Test
  void read_summaryInsteadOfDetails_isRefused() throws IOException {
    Path file =
        Files.write(
            folder.resolve("s.csv"),
            "#支付宝业务汇总查询\r\n门店编号,门店名称\r\n合计,\r\n#业务汇总列表结束\r\n".getBytes(GBK));

    assertEquals(
        "the channel's file, line 2: the file has no column 商户订单号",
        refusal(new AlipayChannelFile(file)));
  }

  /** Tests files saved by Excel, which pads each line to the longest, and shortens long numbers. */
  @Test
  void read_fileSavedByASpreadsheet_isReadUnlessItsNumbersAreGone() throws IOException {
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
  void read_workbookOfASpreadsheet_isRefused() throws IOException {
    Path file = folder.resolve("20261102.xlsx");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry("[Content_Types].xml"));
      out.write("<Types/>".getBytes(StandardCharsets.UTF_8));
    }

    assertEquals(
        "the channel's file is a workbook of a spreadsheet program (XLSX); fetch it as CSV",
        refusal(new AlipayChannelFile(file)));
  }
}
