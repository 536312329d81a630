package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettlementHandlersTest {
  private final HandlerTester tester = new HandlerTester();
  private final Treasury treasury = tester.handlers.treasury();
  private final List<Seed.Fine> fines = tester.handlers.seed().payableFines("330109");
  private final JsonNode payment = paid(fines.get(0), fines.get(4));
  private final String id = payment.get("paymentId").textValue();

  private JsonNode paid(Seed.Fine... paid) {
    ObjectNode body = Json.object().put("orderNo", "W1").put("channel", "wallet");
    ArrayNode lines = body.putArray("lines");
    for (Seed.Fine fine : paid) {
      lines.addObject().put("decisionNumber", fine.decisionNumber()).put("amount", 15000);
    }
    JsonNode held = tester.call("fine.hold").body(body).answers(201);
    return tester
        .call("fine.confirm")
        .path("id", held.get("paymentId").textValue())
        .body("{'channelTradeNo': 'T1', 'paidAt': '2026-11-02T10:00:30+08:00', 'amount': 30000}")
        .answers(200);
  }

  private HandlerTester.Call refund(String refundNo, long amount) {
    ObjectNode body = Json.object().put("refundNo", refundNo).put("amount", amount);
    return tester.call("fine.refund").path("id", id).body(body.put("reason", "重复缴款"));
  }

  private JsonNode refundStatus(String refundNo) {
    return tester.call("fine.refundStatus").path("id", id).path("refundNo", refundNo).answers(200);
  }

  private String paymentStatus() {
    return tester.call("fine.payment").path("id", id).answers(200).get("status").textValue();
  }

  private JsonNode receipt() {
    String number = payment.at("/lines/0/receiptNumber").textValue();
    return tester.call("fine.receipt").path("number", number).answers(200);
  }

  @Test
  void refund_whole_isPaidByTheClock() {
    assertEquals("REQUESTED", refund("R1", 30000).answers(201).get("status").textValue());
    assertEquals("REFUNDING", paymentStatus());
    tester.clock.advance(Duration.ofDays(1));
    assertEquals("APPROVED", refundStatus("R1").get("status").textValue());
    tester.clock.advance(Duration.ofDays(1));

    JsonNode refund = refundStatus("R1");
    assertEquals("PAID_BACK", refund.get("status").textValue());
    assertEquals("2026-11-04T10:00:00+08:00", refund.get("paidBackAt").textValue());
    assertEquals("REFUNDED", paymentStatus());
    assertEquals(30000, treasury.fenRefunded());
    assertEquals("CANCELLED", receipt().get("status").textValue());
  }

  @Test
  void refund_ofAPart_leavesTheRestSettled() {
    refund("R1", 15000).answers(201);
    treasury.approveRefund(id, "R1");
    treasury.payBackRefund(id, "R1");

    assertEquals("PAID_BACK", refundStatus("R1").get("status").textValue());
    assertEquals("SETTLED", paymentStatus());
    refund("R2", 15001).isRefused(422, "REFUND_NOT_ALLOWED");
    refund("R3", 15000).answers(201);
  }

  @Test
  void refund_rejected_hasANoteAndPaysNothing() {
    refund("R1", 30000).answers(201);
    treasury.rejectRefund(id, "R1", "加处罚款依法计收，不予退付");
    tester.clock.advance(Duration.ofDays(9));

    assertEquals("REJECTED", refundStatus("R1").get("status").textValue());
    assertEquals("加处罚款依法计收，不予退付", refundStatus("R1").get("note").textValue());
    assertEquals("SETTLED", paymentStatus());
    assertEquals(0, treasury.fenRefunded());
  }

  @Test
  void refund_invalid_isRefused() {
    refund("R1", 30001).isRefused(422, "REFUND_NOT_ALLOWED");
    refund("R1", 0).isRefused(422, "REFUND_NOT_ALLOWED");
    refund("R1", 100).answers(201);
    refund("R2", 100).isRefused(422, "REFUND_NOT_ALLOWED");
    refund("R1", 100).isRefused(409, "ORDER_NO_CONFLICT");
    tester
        .call("fine.refundStatus")
        .path("id", id)
        .path("refundNo", "R9")
        .isRefused(404, "NOT_FOUND");
  }

  @Test
  void receipt_isSealedOverItsCanonicalForm() throws IOException {
    JsonNode receipt = receipt();
    ObjectNode bare = receipt.deepCopy();
    bare.remove("seal");

    JsonNode seal = Json.MAPPER.readTree(receipt.get("seal").binaryValue());
    assertEquals("sm3", seal.get("alg").textValue());
    assertArrayEquals(Sm3.digest(CanonicalJson.bytes(bare)), seal.get("digest").binaryValue());
    assertEquals(15000, receipt.get("amount").intValue());
    assertEquals(fines.get(0).decisionNumber(), receipt.get("decisionNumber").textValue());
    assertTrue(receipt.get("payer").textValue().endsWith("*"));
  }

  @Test
  void receipt_unknown_isNotFound() {
    tester.call("fine.receipt").path("number", "9999999999").isRefused(404, "NOT_FOUND");
    tester.call("fine.receiptDocument").path("number", "9999999999").isRefused(404, "NOT_FOUND");
  }

  @Test
  void receiptDocument_crossReferences_pointAtTheirObjects() {
    String number = payment.at("/lines/0/receiptNumber").textValue();
    byte[] pdf = tester.call("fine.receiptDocument").path("number", number).raw().content();
    String text = new String(pdf, StandardCharsets.ISO_8859_1);
    int table =
        Integer.parseInt(
            text.substring(text.indexOf("startxref\n") + 10).lines().findFirst().orElseThrow());

    assertTrue(text.startsWith("%PDF-1.4\n"));
    assertTrue(text.endsWith("%%EOF\n"));
    String[] lines = text.substring(table).split("\n");
    assertEquals("xref", lines[0]);
    assertEquals("0 8", lines[1]);
    for (int i = 1; i < 8; i++) {
      int offset = Integer.parseInt(lines[i + 2].substring(0, 10));
      assertTrue(text.startsWith(i + " 0 obj\n", offset), "object " + i);
    }
    int stream = text.indexOf("stream\n") + 7;
    int length = text.indexOf("\nendstream") - stream;
    assertTrue(text.contains("/Length " + length + " "));
  }

  private String[] statement(String day) {
    Answer answer = tester.call("fine.statement").path("date", day).raw();
    return Contract.text(answer).split("\n");
  }

  @Test
  void statement_untilSixTheNextMorning_isNotReady() {
    tester.clock.set(Instant.parse("2026-11-02T21:59:59Z"));
    tester.call("fine.statement").path("date", "2026-11-02").isRefused(404, "STATEMENT_NOT_READY");
    tester.clock.set(Instant.parse("2026-11-02T22:00:00Z"));

    assertEquals(4, statement("2026-11-02").length);
  }

  @Test
  void statement_paymentsAndRefunds_sumUpInTheTrailer() {
    refund("R1", 15000).answers(201);
    treasury.approveRefund(id, "R1");
    treasury.payBackRefund(id, "R1");
    tester.clock.advance(Duration.ofDays(2));

    String[] lines = statement("2026-11-02");
    JsonNode header = HandlerTester.json(lines[0]);
    JsonNode trailer = HandlerTester.json(lines[lines.length - 1]);
    long sum =
        Arrays.stream(lines, 1, lines.length - 1)
            .mapToLong(line -> HandlerTester.json(line).get("amount").longValue())
            .sum();

    assertEquals("2026-11-02", header.get("date").textValue());
    assertEquals(3, trailer.get("count").intValue());
    assertEquals(15000, sum);
    assertEquals(15000, trailer.get("amount").longValue());
    assertEquals(-15000, HandlerTester.json(lines[3]).get("amount").longValue());
    assertEquals(2, statement("2026-11-01").length);
  }
}
