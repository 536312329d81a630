package io.yiwang.payments.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.payments.reconciliation.ChannelFile.Kind;
import io.yiwang.payments.reconciliation.ChannelFile.Line;
import io.yiwang.value.Money;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how the values of a row are read. */
class ChannelRowTest extends CsvFixture {
  @ParameterizedTest
  @CsvSource({"+150.00, 15000", "+1, 100", "+0.01, 1"})
  void forEach_amountWithAPlus_isTheSameAmount(String amount, long fen) throws IOException {
    assertEquals(
        List.of(new Line(Kind.CHARGE, "W1", "t-1", Money.fen(fen))),
        lines(file("order,trade,amount,kind\nW1,t-1," + amount + ",PAY\n")));
    assertEquals(
        List.of(new Line(Kind.CHARGE, "W1", "t-1", Money.fen(150))),
        lines(file("order,trade,amount,kind\nW1,t-1,+150,PAY\n").inFen()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999999999999", "1.5", "-9223372036854775808", "", "1e3"})
  void forEach_amountThatIsNotInFen_isRefused(String amount) throws IOException {
    CsvChannelFile file = file("order,trade,amount,kind\nW1,t," + amount + ",REFUND\n").inFen();

    IOException e = assertThrows(IOException.class, () -> lines(file));

    assertEquals(
        "the channel's file, line 2: an amount in fen must be 1 to 18 digits, got "
            + amount.length()
            + " characters",
        e.getMessage());
  }

  @Test
  void forEach_tradeNumberInTheChannelsOwnSpelling_isReadAsItIs() throws IOException {
    assertEquals(
        List.of(new Line(Kind.CHARGE, "W1", "20261102/0001#甲", Money.fen(100))),
        lines(file("order,trade,amount,kind\nW1,20261102/0001#甲,1,PAY\n")));
  }

  /** Tests a backtick, an apostrophe, a tab, a formula, and non-breaking and zero-width blanks. */
  @Test
  void forEach_numbersGuardedAgainstExcel_areRead() throws IOException {
    List<Line> lines =
        lines(
            file(
                """
                'order,="trade",`amount,\u00a0kind\u200b
                'W1,'0001,'1.00,'PAY
                ="W2",="0002",="2.00",="REFUND"
                \u00a0W3\u3000,\ufeff0003\u200b,\t3.00\t,PAY
                `W4,` 0004,`4.00,`PAY
                """));

    assertEquals(
        List.of(
            new Line(Kind.CHARGE, "W1", "0001", Money.fen(100)),
            new Line(Kind.REFUND, "W2", "0002", Money.fen(200)),
            new Line(Kind.CHARGE, "W3", "0003", Money.fen(300)),
            new Line(Kind.CHARGE, "W4", "0004", Money.fen(400))),
        lines);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.02611E+15,t-1", "2E+15,t-1", "W1,4.20000000001E+27"})
  void forEach_numberThatASpreadsheetShortened_isRefusedNotForeign(String numbers)
      throws IOException {
    CsvChannelFile file = file("order,trade,amount,kind\n" + numbers + ",1,PAY\n");

    IOException e = assertThrows(IOException.class, () -> lines(file));

    assertEquals(
        "the channel's file, line 2: a spreadsheet program has shortened a number (to one with E+);"
            + " fetch the file again, and do not save it in one",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,234.56 | 123456",
        "-1,234,567.8 | -123456780",
        "999,999 | 99999900",
        "1,23.00 |",
        "1234,567.00 |",
        "1,,234.00 |",
        ",234.00 |"
      })
  void forEach_commasBetweenThousands_areReadWhereTheyBelong(String amount, Long fen)
      throws IOException {
    CsvChannelFile file =
        file("order,trade,amount,kind\nW1,t-1,\"" + amount.strip() + "\",REFUND\n").quoted();

    if (fen == null) {
      assertThrows(IOException.class, () -> lines(file));
    } else {
      assertEquals(Math.abs(fen), lines(file).get(0).amount().fen());
    }
  }
}
