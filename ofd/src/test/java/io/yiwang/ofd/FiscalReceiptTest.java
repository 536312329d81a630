package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.yiwang.value.Money;
import java.time.LocalDate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FiscalReceiptTest {
  @Test
  void of_attachmentThatIsNotXml_isReadFromCustomData() throws Exception {
    OfdMaker made = OfdMaker.receipt();
    made.files.put("Doc_0/Attachs/einvoice.xml", "no XML".getBytes(UTF_8));
    try (OfdDocument document = OfdDocument.open(made.zip(), OfdLimits.DEFAULT)) {
      FiscalReceipt receipt = document.fiscalReceipt().orElseThrow();
      assertEquals("0000000001", receipt.number());
      assertEquals(Money.yuan("200"), receipt.amount());
    }
  }

  @Test
  void of_signedPartInAnAdditionalElement_isRead() throws Exception {
    OfdMaker made =
        OfdMaker.receipt()
            .rewritten(
                xml ->
                    xml.replace("<Main>", "<EInvoiceData><Main>")
                        .replace("</Details>", "</Details></EInvoiceData>")
                        .replace(">200.00<", ">200.000000<"));
    try (OfdDocument document = OfdDocument.open(made.zip(), OfdLimits.DEFAULT)) {
      FiscalReceipt receipt = document.fiscalReceipt().orElseThrow();
      assertEquals(20_000, receipt.amount().fen());
      assertEquals(1, receipt.items().size());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200.00, 20000",
    "200, 20000",
    "200., 20000",
    "'1,234.50', 123450",
    "¥200.00, 20000",
    "￥200.00, 20000",
    "人民币200.00元整, 20000",
    "CNY 200.00, 20000",
    "２００．００, 20000",
    "0.00, 0"
  })
  void of_everyFormOfAmount_isRead(String written, long fen) throws Exception {
    assertEquals(fen, receipt(xml -> xml.replace(">200.00<", ">" + written + "<")).amount().fen());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "20260601",
        "2026-06-01",
        "2026-6-1",
        "2026/6/1",
        "2026.06.01",
        "2026年6月1日",
        "2026年06月01日 10:11:12",
        "2026-06-01T10:11:12",
        "2026-06-01 10:11",
        "20260601101112",
        "２０２６年６月１日"
      })
  void of_everyFormOfDay_isRead(String written) throws Exception {
    assertEquals(
        LocalDate.of(2026, 6, 1),
        receipt(xml -> xml.replace(">20260601<", ">" + written + "<")).issuedOn());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-13-01", "202661", "2026", "1 June 2026", "2026016"})
  void of_unreadableDay_isNull(String written) throws Exception {
    assertNull(receipt(xml -> xml.replace(">20260601<", ">" + written + "<")).issuedOn());
  }

  @Test
  void of_customDataWithPrintedLabels_isRead() throws Exception {
    FiscalReceipt receipt =
        receipt(
            xml ->
                xml.replace("票据代码", "票据代码：")
                    .replace("票据号码", "电子票据号码")
                    .replace("\"金额\"", "\"金额合计（小写）\"")
                    .replace("0000000001", "0000 0000 01")
                    .replace("<Main>", "<Other>")
                    .replace("</Main>", "</Other>"));

    assertEquals("0000000001", receipt.number());
    assertEquals(20_000, receipt.amount().fen());
  }

  private FiscalReceipt receipt(UnaryOperator<String> xml) throws Exception {
    try (OfdDocument document =
        OfdDocument.open(OfdMaker.receipt().rewritten(xml).zip(), OfdLimits.DEFAULT)) {
      return document.fiscalReceipt().orElseThrow();
    }
  }
}
