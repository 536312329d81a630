package io.yiwang.testkit;

import static io.yiwang.testkit.WrongAnswers.body;
import static io.yiwang.testkit.WrongAnswers.changed;
import static io.yiwang.testkit.WrongAnswers.itemsTwice;
import static io.yiwang.testkit.WrongAnswers.put;
import static io.yiwang.testkit.WrongAnswers.refuse;
import static io.yiwang.testkit.WrongAnswers.with;
import static io.yiwang.testkit.WrongGateway.accepts;
import static io.yiwang.testkit.WrongGateway.after;
import static io.yiwang.testkit.WrongGateway.always;
import static io.yiwang.testkit.WrongGateway.answering;
import static io.yiwang.testkit.WrongGateways.breaks;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The gateways that break one rule each of penalties, holds, payments and refunds. */
final class WrongPayments {
  private WrongPayments() {}

  static void add() {
    decisions();
    holds();
    paid();
  }

  private static void decisions() {
    breaks(
        "fine.lookup",
        always("fine.lookup", body(json -> json.put("total", 1))),
        always("fine.lookup", body(json -> json.put("surcharge", 9_999_999))),
        always("fine.lookup", put("decisionNumber", "1")),
        always("fine.lookup", put("quoteValidUntil", "2020-01-01T00:00:00+08:00")));
    breaks(
        "fine.masked",
        answering(
            sandbox -> {
              String district = sandbox.seed().districts().get(0);
              String plate = sandbox.seed().payableFines(district).get(0).plate();
              Fault.Work unmasked =
                  body(json -> ((ObjectNode) json.path("party")).put("plate", plate));
              always("fine.lookup", unmasked).change().accept(sandbox);
            }));
    breaks(
        "fine.proof",
        after(1, "fine.lookup", put("detail", "没有这一编号")),
        after(1, "fine.lookup", put("code", "NOT_FOUND")),
        accepts("PENALTY_NOT_FOUND"));
    breaks(
        "seal.place",
        accepts("BAD_REQUEST"),
        always("fine.lookup", body(json -> json.putArray("fields"))));
    breaks("fine.kind", accepts("BAD_REQUEST"));
    breaks("seal.key", accepts("BAD_REQUEST"));
    breaks("seal.plain", accepts("BAD_REQUEST"));
    breaks(
        "fine.search",
        always(
            "fine.search",
            body(
                json ->
                    json.path("items")
                        .forEach(item -> ((ObjectNode) item).put("decisionNumber", "1")))),
        always("fine.search", itemsTwice()));
    breaks("fine.token", accepts("TOKEN_INVALID"));
  }

  private static void holds() {
    breaks(
        "hold.held",
        always("fine.hold", body(json -> json.put("amount", 1))),
        always("fine.hold", put("status", "SETTLED")),
        always("fine.hold", put("heldUntil", "2099-01-01T00:00:00+08:00")),
        after(1, "fine.lookup", put("status", "PAYABLE")));
    breaks(
        "hold.exclusive",
        accepts("DECISION_HELD", 201),
        always("fine.hold", body(json -> json.remove(List.of("heldUntil")))));
    breaks("hold.order", accepts("ORDER_NO_CONFLICT", 201));
    breaks(
        "hold.amount",
        accepts("AMOUNT_CHANGED", 201),
        always("fine.hold", body(json -> json.remove("penalty"))));
    breaks("hold.partial", accepts("PARTIAL_PAYMENT_REFUSED", 201));
    breaks(
        "hold.whole",
        accepts("AMOUNT_CHANGED", 201),
        after(2, "fine.lookup", put("status", "HELD")));
    breaks("hold.lines", accepts("BAD_REQUEST", 201));
    breaks(
        "payment.found",
        always("fine.payment", put("paymentId", "pay-another")),
        always("fine.paymentByOrder", put("paymentId", "pay-another")));
    breaks("payment.unknown", accepts("PAYMENT_UNKNOWN"));
    breaks(
        "payment.mismatch",
        accepts("AMOUNT_MISMATCH"),
        always("fine.payment", put("status", "SETTLED")));
    breaks(
        "payment.release",
        always("fine.release", put("status", "HELD")),
        after(1, "fine.lookup", put("status", "HELD")));
    breaks("payment.closed", accepts("PAYMENT_CLOSED"));
    breaks("statement.early", accepts("STATEMENT_NOT_READY"));
    breaks(
        "hold.expiry",
        always("fine.payment", put("status", "HELD")),
        after(1, "fine.lookup", put("status", "HELD")));
  }

  private static void paid() {
    breaks(
        "paid.settled",
        always("fine.confirm", put("status", "HELD")),
        always("fine.confirm", put("channelTradeNo", "another")),
        after(1, "fine.lookup", put("status", "PAYABLE")),
        accepts("DECISION_PAID", 201));
    breaks("paid.again", accepts("PAYMENT_CLOSED"));
    breaks("paid.tradeNo", accepts("DUPLICATE_TRADE_NO"));
    breaks("paid.release", accepts("PAYMENT_CLOSED"));
    breaks(
        "paid.receipt",
        always("fine.receipt", body(json -> json.put("amount", 1))),
        always("fine.receipt", put("paymentId", "pay-another")),
        always("fine.receipt", body(json -> json.remove("seal"))),
        always(
            "fine.receiptDocument", changed(answer -> with(answer, "no document".getBytes(UTF_8)))),
        always(
            "fine.confirm",
            body(json -> ((ObjectNode) json.at("/lines/0")).remove("receiptNumber"))));
    breaks("refund.tooMuch", accepts("REFUND_NOT_ALLOWED", 201));
    breaks(
        "refund.requested",
        always("fine.refund", put("status", "REJECTED")),
        always("fine.refundStatus", body(json -> json.put("amount", 1))),
        accepts("ORDER_NO_CONFLICT", 201));
    breaks(
        "paid.late",
        always("fine.confirm", refuse(409, "HOLD_LOST")),
        always("fine.confirm", put("status", "EXPIRED")));
  }
}
