package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** An electronic fiscal receipt for one decision paid. */
final class Receipt {
  private final String number;
  private final String checkCode;
  private final String paymentId;
  private final Payment.Line line;
  private final Instant issuedAt;
  private boolean cancelled;

  Receipt(String number, String checkCode, String paymentId, Payment.Line line, Instant issuedAt) {
    this.number = number;
    this.checkCode = checkCode;
    this.paymentId = paymentId;
    this.line = line;
    this.issuedAt = issuedAt;
  }

  String number() {
    return number;
  }

  void cancel() {
    cancelled = true;
  }

  /** Returns the receipt without its seal: what the seal is made over. */
  ObjectNode json() {
    Penalty.Decision decision = line.penalty.decision();
    ObjectNode json = Json.object();
    json.put("receiptCode", code(decision));
    json.put("number", number);
    json.put("checkCode", checkCode);
    json.put("paymentId", paymentId);
    json.put("decisionNumber", decision.number());
    json.put("payer", Mask.name(decision.party().name()));
    json.putObject("payee")
        .put("code", decision.agency().code())
        .put("name", decision.agency().name());
    var items = json.putArray("items");
    items.addObject().put("code", "103050101").put("name", "罚款").put("amount", line.principal);
    if (line.surcharge > 0) {
      items.addObject().put("code", "103050102").put("name", "加处罚款").put("amount", line.surcharge);
    }
    json.put("amount", line.amount());
    json.put("issuedAt", ChinaTime.text(issuedAt));
    json.put("status", cancelled ? "CANCELLED" : "ISSUED");
    return json;
  }

  /** Two digits each for the supervising region, the class, the kind and the year. */
  private String code(Penalty.Decision decision) {
    int year = ChinaTime.day(issuedAt).getYear() % 100;
    return decision.region().substring(0, 2) + "0106" + (year < 10 ? "0" : "") + year;
  }
}
