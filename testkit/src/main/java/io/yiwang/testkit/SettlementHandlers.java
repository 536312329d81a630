package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** Answers requests for refunds, receipts and statements (section 4). */
final class SettlementHandlers implements OperationHandler {
  private final VirtualScheduler scheduler;
  private final PaymentBook book;
  private final ReceiptBook receipts;
  private final Treasury treasury;

  SettlementHandlers(
      VirtualScheduler scheduler, PaymentBook book, ReceiptBook receipts, Treasury treasury) {
    this.scheduler = scheduler;
    this.book = book;
    this.receipts = receipts;
    this.treasury = treasury;
  }

  @Override
  public void register(Routes routes) {
    routes.on("fine.refund", scheduler.inTurn(this::refund));
    routes.on("fine.refundStatus", scheduler.inTurn(this::refundStatus));
    routes.on("fine.receipt", scheduler.inTurn(this::receipt));
    routes.on("fine.receiptDocument", scheduler.inTurn(this::receiptDocument));
    routes.on("fine.statement", scheduler.inTurn(this::statement));
  }

  private Answer refund(Exchange exchange) {
    treasury.checkOpen();
    Payment payment = FineHandlers.known(book.find(exchange.pathParameter("id")));
    ObjectNode body = exchange.requiredBody();
    String refundNo = Json.required(body, "refundNo");
    if (book.payments().stream().anyMatch(each -> each.refunds.containsKey(refundNo))) {
      throw new Refusal(409, "ORDER_NO_CONFLICT", "退付单号已使用");
    }
    long amount = body.get("amount").longValue();
    if (payment.status != Payment.Status.SETTLED
        || amount <= 0
        || amount > payment.amount() - payment.refunded()) {
      throw new Refusal(422, "REFUND_NOT_ALLOWED", "该笔缴款不能退付这一金额");
    }
    Refund refund =
        book.requestRefund(
            payment, refundNo, amount, Json.required(body, "reason"), exchange.now());
    return Answer.json(201, refund.json());
  }

  private Answer refundStatus(Exchange exchange) {
    Payment payment = FineHandlers.known(book.find(exchange.pathParameter("id")));
    Refund refund = payment.refunds.get(exchange.pathParameter("refundNo"));
    if (refund == null) {
      throw new Refusal(404, "NOT_FOUND", "该笔缴款没有这笔退付");
    }
    return Answer.json(200, refund.json());
  }

  private Answer receipt(Exchange exchange) {
    return Answer.json(200, receipts.sealed(known(exchange)));
  }

  private Answer receiptDocument(Exchange exchange) {
    byte[] pdf = ReceiptPdf.of(known(exchange).json());
    return new Answer(200, "application/pdf", pdf, Map.of());
  }

  private Receipt known(Exchange exchange) {
    Receipt receipt = receipts.find(exchange.pathParameter("number"));
    if (receipt == null) {
      throw new Refusal(404, "NOT_FOUND", "没有这张票据");
    }
    return receipt;
  }

  private Answer statement(Exchange exchange) {
    LocalDate day = LocalDate.parse(exchange.pathParameter("date"));
    Instant ready = day.plusDays(1).atTime(6, 0).toInstant(ChinaTime.ZONE);
    if (exchange.now().isBefore(ready)) {
      throw new Refusal(404, "STATEMENT_NOT_READY", "对账单于次日6时生成");
    }
    List<PaymentBook.Entry> entries =
        book.ledger().stream().filter(entry -> ChinaTime.day(entry.at()).equals(day)).toList();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    add(
        lines,
        Json.object()
            .put("kind", "HEADER")
            .put("date", day.toString())
            .put("platform", exchange.platform())
            .put("version", 1));
    entries.forEach(entry -> add(lines, line(entry)));
    add(
        lines,
        Json.object()
            .put("kind", "TRAILER")
            .put("count", entries.size())
            .put("amount", entries.stream().mapToLong(SettlementHandlers::signed).sum()));
    return new Answer(200, "application/x-ndjson", lines.toByteArray(), Map.of());
  }

  private static ObjectNode line(PaymentBook.Entry entry) {
    return Json.object()
        .put("kind", entry.refund() ? "REFUND" : "PAYMENT")
        .put("paymentId", entry.payment().id)
        .put("orderNo", entry.payment().orderNo)
        .put("channelTradeNo", entry.payment().channelTradeNo)
        .put("decisionNumber", entry.penalty().number())
        .put("amount", signed(entry))
        .put("at", ChinaTime.text(entry.at()));
  }

  private static long signed(PaymentBook.Entry entry) {
    return entry.refund() ? -entry.fen() : entry.fen();
  }

  private static void add(ByteArrayOutputStream lines, ObjectNode line) {
    lines.writeBytes(Json.bytes(line));
    lines.writeBytes("\n".getBytes(UTF_8));
  }
}
