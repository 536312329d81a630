package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes a receipt as one page of PDF 1.4. Its font is one that PDF readers have for Chinese, so
 * that none is embedded.
 */
final class ReceiptPdf {
  private ReceiptPdf() {}

  static byte[] of(JsonNode receipt) {
    StringBuilder page = new StringBuilder("BT /F1 20 Tf 170 760 Td ");
    show(page, "电子财政票据（模拟）");
    page.append("/F1 12 Tf -100 -50 Td ");
    for (String line : lines(receipt)) {
      show(page, line);
      page.append("0 -24 Td ");
    }
    page.append("ET");
    return document(
        List.of(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
                + " /Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length " + page.length() + " >>\nstream\n" + page + "\nendstream",
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
                + " /DescendantFonts [6 0 R] >>",
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
                + " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
                + " /FontDescriptor 7 0 R >>",
            "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6"
                + " /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120"
                + " /CapHeight 880 /StemV 93 >>"));
  }

  private static List<String> lines(JsonNode receipt) {
    List<String> lines = new ArrayList<>();
    lines.add("票据代码：" + receipt.get("receiptCode").textValue());
    lines.add("票据号码：" + receipt.get("number").textValue());
    lines.add("校验码：" + receipt.get("checkCode").textValue());
    lines.add("处罚决定书：" + receipt.get("decisionNumber").textValue());
    lines.add("交款人：" + receipt.get("payer").textValue());
    lines.add("收款单位：" + receipt.get("payee").get("name").textValue());
    for (JsonNode item : receipt.get("items")) {
      lines.add(item.get("name").textValue() + "：" + yuan(item.get("amount")) + " 元");
    }
    lines.add("合计：" + yuan(receipt.get("amount")) + " 元");
    lines.add("开具时间：" + receipt.get("issuedAt").textValue());
    lines.add("状态：" + (receipt.get("status").textValue().equals("ISSUED") ? "正常" : "已冲红"));
    return lines;
  }

  private static String yuan(JsonNode fen) {
    return BigDecimal.valueOf(fen.longValue(), 2).toPlainString();
  }

  private static void show(StringBuilder page, String text) {
    page.append('<').append(HexFormat.of().formatHex(text.getBytes(UTF_16BE))).append("> Tj ");
  }

  private static byte[] document(List<String> objects) {
    StringBuilder pdf = new StringBuilder("%PDF-1.4\n");
    List<Integer> offsets = new ArrayList<>();
    for (String object : objects) {
      offsets.add(pdf.length());
      pdf.append(offsets.size()).append(" 0 obj\n").append(object).append("\nendobj\n");
    }
    int table = pdf.length();
    pdf.append("xref\n0 ").append(objects.size() + 1).append("\n0000000000 65535 f \n");
    // Each entry is 20 bytes long, its end of line included (ISO 32000-1, 7.5.4).
    offsets.forEach(offset -> pdf.append(String.format("%010d 00000 n \n", offset)));
    pdf.append("trailer\n<< /Size ").append(objects.size() + 1).append(" /Root 1 0 R >>\n");
    pdf.append("startxref\n").append(table).append("\n%%EOF\n");
    return pdf.toString().getBytes(US_ASCII);
  }
}
