package io.yiwang.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.payments.ChannelFile.Kind;
import io.yiwang.payments.ChannelFile.Line;
import io.yiwang.value.Money;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvChannelFileTest {
  private static final Charset GBK = Charset.forName("GBK");
  private static final CsvChannelFile.Columns COLUMNS =
      new CsvChannelFile.Columns("order", "trade", "amount", "kind");

  @TempDir Path folder;

  private static List<Line> lines(ChannelFile file) throws IOException {
    List<Line> lines = new ArrayList<>();
    file.forEach(lines::add);
    return lines;
  }

  private CsvChannelFile file(String text) throws IOException {
    return new CsvChannelFile(Files.writeString(folder.resolve("f.csv"), text), COLUMNS);
  }

  @Test
  void forEach_rows_areChargesAndRefundsWhateverTheOrderOfColumns() throws IOException {
    assertEquals(
        List.of(
            new Line(Kind.CHARGE, "W1", "t-1", Money.fen(15_000)),
            new Line(Kind.REFUND, "W1", "t-2", Money.fen(5_050))),
        lines(
            file(
                "kind,amount,\"order\",trade,more\r\nPAY,150,W1,t-1,\"a,\"\"b\n\"\nREFUND,50.5,W1,t-2,\n")));
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "W1;t-1;1.234;PAY  | line 3: an amount in yuan must be",
        "W1;t-1;;PAY       | line 3: an amount in yuan must be",
        "W1;t-1;-5;PAY     | line 3: amount must be above 0",
        "W1;SECRET !;5;PAY | line 3: tradeNo must be"
      })
  void forEach_malformedRow_isToldByItsLineWithoutBeingQuoted(String row, String why)
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
  void forEach_columnThatIsNotThere_isTold() throws IOException {
    CsvChannelFile file = file("order,trade,sum,kind\nW0,t-0,1,PAY\n");

    IOException e = assertThrows(IOException.class, () -> lines(file));

    assertEquals(
        "the channel's file, line 2: a column is missing; the columns must be named as in"
            + " Columns[orderNo=order, tradeNo=trade, amount=amount, kind=kind]",
        e.getMessage());
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
  void forEach_rowWithTooFewFields_isToldByItsLine() throws IOException {
    CsvChannelFile file = file("order,trade,amount,kind\nW0,t-0,1,PAY\nW1,t-1\n");

    IOException e = assertThrows(IOException.class, () -> lines(file));

    assertEquals(
        "the channel's file, line 3: it has not as many fields as the first line", e.getMessage());
  }

  @Test
  void forEach_quoteThatIsNotClosed_isToldByItsLine() throws IOException {
    CsvChannelFile file = file("order,trade,amount,kind\nW0,t-0,1,PAY\nW1,t-1,\"1\"SECRET,PAY\n");

    IOException e = assertThrows(IOException.class, () -> lines(file));

    assertEquals("the channel's file, after line 2: it is not CSV", e.getMessage());
  }

  @Test
  void forEach_fileWithoutItsSummary_isRefusedAsCutShort() throws IOException {
    CsvChannelFile file = file("order,trade,amount,kind\nW0,t-0,1,PAY\n").endsAt("总交易单数");

    IOException e = assertThrows(IOException.class, () -> lines(file));

    assertEquals("the channel's file is cut short: it ends without 总交易单数", e.getMessage());
  }
}
