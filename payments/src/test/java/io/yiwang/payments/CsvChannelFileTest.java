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
}
