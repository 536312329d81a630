package io.yiwang.payments.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.payments.reconciliation.ChannelFile.Kind;
import io.yiwang.payments.reconciliation.ChannelFile.Line;
import io.yiwang.value.Money;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests how rows are split at quotation marks. */
class RowSplitterTest extends CsvFixture {
  @Test
  void forEach_quotedHeadingOfAChannelNotSaidToQuote_saysWhatToSay() throws IOException {
    CsvChannelFile file = file("\"order\",\"trade\",\"amount\",\"kind\"\nW1,t-1,1,PAY\n");

    assertEquals(
        "the channel's file, line 1: a value is in quotes; if the channel quotes its values, say so"
            + " with quoted()",
        assertThrows(IOException.class, () -> lines(file)).getMessage());
  }

  @Test
  void forEach_quotedValueThatDoesNotEnd_isRefusedByItsFirstLine() throws IOException {
    CsvChannelFile file =
        file("order,trade,amount,kind\nW0,t-0,1,PAY\nW1,t-1,\"1,PAY\nSECRET,t-2,1,PAY\n").quoted();

    IOException e = assertThrows(IOException.class, () -> lines(file));

    assertEquals("the channel's file, line 3: a quoted value does not end", e.getMessage());
  }

  @Test
  void forEach_textBehindAQuotedValue_isRefused() throws IOException {
    CsvChannelFile file =
        file("order,trade,amount,kind\nW0,t-0,1,PAY\nW1,t-1,\"1\"SECRET,PAY\n").quoted();

    IOException e = assertThrows(IOException.class, () -> lines(file));

    assertEquals(
        "the channel's file, line 3: something follows the end of a quoted value", e.getMessage());
  }

  @Test
  void forEach_quotationMarkInsideAValueWithoutQuotes_isRefused() throws IOException {
    CsvChannelFile file = file("order,trade,amount,kind,name\nW0,t-0,1,PAY,5\"\n").quoted();

    IOException e = assertThrows(IOException.class, () -> lines(file));

    assertEquals(
        "the channel's file, line 2: a quotation mark is inside a value without quotes",
        e.getMessage());
  }

  @Test
  void forEach_quotesWithoutQuoted_areCharacters() throws IOException {
    assertEquals(
        List.of(
            new Line(Kind.CHARGE, "F1", "t-1", Money.fen(15_000)),
            new Line(Kind.CHARGE, "F2", "t-2", Money.fen(2_000)),
            new Line(Kind.CHARGE, "F3", "t-3", Money.fen(3_000))),
        lines(
            file(
                """
                order,trade,name,amount,kind
                F1,t-1,"a,150,PAY
                F2,t-2,b,20,PAY
                F3,t-3,c",30,PAY
                """)));
  }

  @Test
  void forEach_quotedValuesOfAChannelNotSaidToQuote_saysWhatToSay() throws IOException {
    CsvChannelFile file = file("order,trade,amount,kind\n\"W0\",t-0,1,PAY\n");

    IOException e = assertThrows(IOException.class, () -> lines(file));

    assertEquals(
        "the channel's file, line 2: a value is in quotes; if the channel quotes its values, say so"
            + " with quoted()",
        e.getMessage());
  }
}
