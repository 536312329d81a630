package io.yiwang.payments.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.payments.reconciliation.ChannelFile.Kind;
import io.yiwang.payments.reconciliation.ChannelFile.Line;
import io.yiwang.value.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the settings of a CSV file, and what becomes of its rows. */
class CsvChannelFileTest extends CsvFixture {
  @Test
  void forEach_rows_areChargesAndRefundsWhateverTheOrderOfColumns() throws IOException {
    assertEquals(
        List.of(
            new Line(Kind.CHARGE, "W1", "t-1", Money.fen(15_000)),
            new Line(Kind.REFUND, "W1", "t-2", Money.fen(5_050))),
        lines(
            file("""
                    kind,amount,"order",trade,more\r
                    PAY,150,W1,t-1,"a,""b
                    "
                    REFUND,50.5,W1,t-2,
                    """)
                .quoted()));
  }

  @Test
  void forEach_fileAsAChannelGivesIt_isReadInItsCharsetWithItsBackticks() throws IOException {
    Path path = folder.resolve("bill.csv");
    Files.writeString(
        path, "商户订单号,微信订单号,金额,交易类型\n`W1,`4200001,`15000,支付\nW1,4200002,100,退款\n", GBK);

    assertEquals(
        List.of(
            new Line(Kind.CHARGE, "W1", "4200001", Money.fen(15_000)),
            new Line(Kind.REFUND, "W1", "4200002", Money.fen(100))),
        lines(
            new CsvChannelFile(path, new CsvChannelFile.Columns("商户订单号", "微信订单号", "金额", "交易类型"))
                .charset(GBK)
                .refunds(Set.of("退款"))
                .inFen()));
  }

  @Test
  void read_repeatedHeading_isCountedAndNotARow() throws IOException {
    RowCounts counts =
        file("order,trade,amount,kind\nW1,t-1,1,PAY\norder,trade,amount,kind\nW2,t-2,2,PAY\n")
            .read(line -> {});

    assertEquals(2, counts.charges());
    assertEquals(Map.of("the heading again", 1L), counts.skipped());
  }

  @Test
  void read_refundBeyondWhatCanBeNegated_isRefused() throws IOException {
    CsvChannelFile file =
        new CsvChannelFile(
            Files.writeString(folder.resolve("reader.csv"), "order\nW1\n"),
            row -> RowResult.refund(row.text("order"), "t-1", Money.fen(Long.MIN_VALUE)));

    assertEquals(
        "the channel's file, line 2: the sum of the amounts is too large",
        assertThrows(IOException.class, () -> file.read(line -> {})).getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "W1;t-1;1.234;PAY  | line 3: an amount in yuan must be",
        "W1;t-1;;PAY       | line 3: an amount in yuan must be",
        "W1;t-1;-5;PAY     | line 3: amount must be above 0",
        "W1;t-1;1e3;PAY    | line 3: an amount in yuan must be",
        "W1;t-1;１５０;PAY | line 3: an amount in yuan must be",
        "W1;t-1;NaN;PAY    | line 3: an amount in yuan must be",
        "W1;t-1;+-150;PAY  | line 3: an amount in yuan must be",
        "W1;t-1;99999999999999999999;PAY | line 3: an amount in yuan must be",
        "W1;t-1;1;234.56;PAY | line 3: it has 5 values, and the heading has 4",
        "W1;SECRET !;5;PAY | line 3: tradeNo must be"
      })
  void forEach_malformedRow_isReportedByItsLineWithoutBeingQuoted(String row, String why)
      throws IOException {
    CsvChannelFile file =
        file("order,trade,amount,kind\nW0,t-0,1,PAY\n" + row.replace(';', ',') + "\n");

    IOException e = assertThrows(IOException.class, () -> lines(file));

    String text = String.valueOf(e.getMessage());
    assertEquals(
        "the channel's file, " + why,
        text.substring(0, Math.min(text.length(), 20 + why.length())));
    assertFalse(text.contains("SECRET"));
  }

  @Test
  void forEach_missingColumn_isReported() throws IOException {
    CsvChannelFile file = file("order,trade,sum,kind\nW0,t-0,1,PAY\n");

    IOException e = assertThrows(IOException.class, () -> lines(file));

    assertEquals("the channel's file, line 1: the file has no column amount", e.getMessage());
  }

  @Test
  void forEach_fileWithAByteOrderMark_isRead() throws IOException {
    assertEquals(
        List.of(new Line(Kind.CHARGE, "W1", "t-1", Money.fen(100))),
        lines(file("\ufefforder,trade,amount,kind\nW1,t-1,1,PAY\n")));
  }

  @Test
  void forEach_billOfWeChat_isReadToItsSummary() throws IOException {
    String bill =
        """
        \ufeff交易时间,公众账号ID,微信订单号,商户订单号,交易状态,订单金额,商户退款单号,申请退款金额
        `2026-11-02 10:00:00,`wx1,`4200001,`W1,`SUCCESS,`150.00,`0,`0.00
        `2026-11-02 10:01:00,`wx1,`4200001,`W1,`REFUND,`0.00,`R1,`50.00
        总交易单数,应结订单总金额,退款总金额,充值券退款总金额
        `1,`150.00,`0.00,`0.00
        """;
    Path path = Files.writeString(folder.resolve("bill.csv"), bill);

    assertEquals(
        List.of(
            new Line(Kind.CHARGE, "W1", "4200001", Money.fen(15_000)),
            new Line(Kind.REFUND, "W1", "4200001", Money.fen(5_000))),
        lines(
            new CsvChannelFile(path, new CsvChannelFile.Columns("商户订单号", "微信订单号", "订单金额", "交易状态"))
                .refundAmount("申请退款金额")
                .endsAt("总交易单数")));
  }

  @Test
  void forEach_billOfAlipay_isReadWithoutItsRemarks() throws IOException {
    String bill =
        """
        #支付宝业务明细查询
        #账号：[20881]
        支付宝交易号,商户订单号,业务类型,订单金额（元）
        20261102\t,W1\t,交易    ,150.00
        20261102\t,W1\t,退款    ,-50.00
        #业务明细列表结束
        #交易合计：1笔
        """;
    Path path = Files.writeString(folder.resolve("bill.csv"), bill, GBK);

    assertEquals(
        List.of(
            new Line(Kind.CHARGE, "W1", "20261102", Money.fen(15_000)),
            new Line(Kind.REFUND, "W1", "20261102", Money.fen(5_000))),
        lines(
            new CsvChannelFile(
                    path, new CsvChannelFile.Columns("商户订单号", "支付宝交易号", "订单金额（元）", "业务类型"))
                .charset(GBK)
                .refunds(Set.of("退款"))
                .remarks('#')));
  }

  @Test
  void forEach_rowWithTooFewFields_isReportedByItsLine() throws IOException {
    CsvChannelFile file = file("order,trade,amount,kind\nW0,t-0,1,PAY\nW1,t-1\n");

    IOException e = assertThrows(IOException.class, () -> lines(file));

    assertEquals(
        "the channel's file, line 3: it has 2 values, and the heading has 4", e.getMessage());
  }

  @Test
  void read_rowsOfEveryKind_areCounted() throws IOException {
    RowCounts counts =
        file("""
                order,trade,amount,kind
                W1,t-1,1.00,PAY
                W1,t-2,1.00,REFUND
                OTHER1,t-3,x,PAY
                充值|7,t-4,1,PAY
                ,t-5,0.01,PAY
                W2,t-6,0.00,PAY
                W3,t-7,9.00,FEE

                """)
            .charges(Set.of("PAY"))
            .ours(orderNo -> orderNo.startsWith("W"))
            .read(line -> {});

    assertEquals(
        new RowCounts(
            1,
            1,
            2,
            Map.of(
                "without an order number", 1L, "of 0.00", 1L, "neither a charge nor a refund", 1L),
            List.of()),
        counts);
    assertEquals(7, counts.rows());
  }

  @Test
  void read_amountsWhoseSumIsBeyondALong_isRefused() throws IOException {
    StringBuilder text = new StringBuilder("order,trade,amount,kind\n");
    for (int i = 0; i < 12; i++) {
      text.append("W1,t-").append(i).append(",9999999999999999.99,PAY\n");
    }
    CsvChannelFile file = file(text.toString());

    IOException e = assertThrows(IOException.class, () -> lines(file));

    assertEquals(
        "the channel's file, line 11: the sum of the amounts is too large", e.getMessage());
  }

  @Test
  void forEach_fileWithoutAHeading_isReadByTheNamesGiven() throws IOException {
    assertEquals(
        List.of(new Line(Kind.CHARGE, "W1", "t1", Money.fen(15_000))),
        lines(
            file("t1;;W1;;150.00;;PAY\r\n")
                .separator(";;")
                .withoutHeading(List.of("trade", "order", "amount", "kind"))));
  }

  @Test
  void forEach_rowReader_decidesWhatARowMeans() throws IOException {
    Path path =
        Files.writeString(folder.resolve("r.csv"), "no,in,out\nW1,150.00,\nW1,,-50.00\nx,,\n");

    List<Line> lines = new ArrayList<>();
    RowCounts counts =
        new CsvChannelFile(
                path,
                row ->
                    !row.text("in").isEmpty()
                        ? RowResult.charge(row.text("no"), "t", row.yuan(row.text("in")))
                        : !row.text(2).isEmpty()
                            ? RowResult.refund(row.text("no"), "t", row.yuan(row.text("out")))
                            : RowResult.skipped("no money"))
            .read(lines::add);

    assertEquals(
        List.of(
            new Line(Kind.CHARGE, "W1", "t", Money.fen(15_000)),
            new Line(Kind.REFUND, "W1", "t", Money.fen(5_000))),
        lines);
    assertEquals(Map.of("no money", 1L), counts.skipped());
  }

  @Test
  void forEach_whatTheReaderThrows_isThrownAsItIs() throws IOException {
    Path path = Files.writeString(folder.resolve("r.csv"), "a\nb\n");
    IllegalStateException mine = new IllegalStateException("mine");
    CsvChannelFile file =
        new CsvChannelFile(
            path,
            row -> {
              throw mine;
            });

    assertSame(mine, assertThrows(IllegalStateException.class, () -> lines(file)));
  }

  @Test
  void forEach_foreignRow_mayHoldAnythingElse() throws IOException {
    RowCounts counts =
        file("order,trade,amount,kind\nZ1,4.2E+27,gratis,PAY\n")
            .ours(orderNo -> orderNo.startsWith("W"))
            .read(line -> {});

    assertEquals(new RowCounts(0, 0, 1, Map.of(), List.of()), counts);
  }

  /** Tests that a comma inside a value is not taken for one after an empty last value. */
  @ParameterizedTest
  @ValueSource(strings = {"W1,t-1,1,PAY,", "W1,t-1,1,PAY,x", "W1,t-1,1,PAY,,", "W1,t-1,1"})
  void forEach_anotherNumberOfValues_isRefused(String row) throws IOException {
    CsvChannelFile file = file("order,trade,amount,kind\n" + row + "\n");

    assertThrows(IOException.class, () -> lines(file));
  }

  @Test
  void forEach_separatorBehindEachRowAndNotTheHeading_isReadByTheNamesGiven() throws IOException {
    assertEquals(
        List.of(new Line(Kind.CHARGE, "W1", "t-1", Money.fen(100))),
        lines(
            file("order,trade,amount,kind\nW1,t-1,1,PAY,\n")
                .skipLines(1)
                .withoutHeading(List.of("order", "trade", "amount", "kind", ""))));
  }

  @Test
  void skipLines_countAndSumBeforeTheRows_areSkipped() throws IOException {
    String text = "20261102|2|3.00\n\norder|trade|amount|kind\nW1|t-1|1|PAY\nW2|t-2|2|PAY\n";

    assertEquals(2, lines(file(text).separator("|").skipLines(1)).size());
    assertThrows(IOException.class, () -> lines(file(text).separator("|")));
    assertEquals(
        2,
        lines(
                file(text)
                    .separator("|")
                    .skipLines(3)
                    .withoutHeading(List.of("order", "trade", "amount", "kind")))
            .size());
    assertThrows(IllegalArgumentException.class, () -> file(text).skipLines(-1));
  }

  @Test
  void forEach_headingWithOneNameTwice_isRefused() throws IOException {
    CsvChannelFile file = file("order,trade,amount,kind,amount\nW1,t-1,1,PAY,2\n");

    IOException e = assertThrows(IOException.class, () -> lines(file));

    assertEquals(
        "the channel's file, line 1: its heading has one column's name twice", e.getMessage());
  }

  @Test
  void forEach_fileWithoutItsSummary_isRefusedAsCutShort() throws IOException {
    CsvChannelFile file = file("order,trade,amount,kind\nW0,t-0,1,PAY\n").endsAt("总交易单数");

    IOException e = assertThrows(IOException.class, () -> lines(file));

    assertEquals("the channel's file is cut short: it ends without 总交易单数", e.getMessage());
  }
}
