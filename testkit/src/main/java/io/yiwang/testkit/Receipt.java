package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** An electronic fiscal receipt for one decision paid. */
final class Receipt {
  private final String number;
  private final String checkCode;
  private final String paymentId;
  private final Penalty.Decision decision;
  private final long principal;
  private final long surcharge;
  private final Instant issuedAt;
  private boolean cancelled;

  Receipt(
      String number,
      String checkCode,
      String paymentId,
      Penalty.Decision decision,
      long principal,
      long surcharge,
      Instant issuedAt) {
    this.number = number;
    this.checkCode = checkCode;
    this.paymentId = paymentId;
    this.decision = decision;
    this.principal = principal;
    this.surcharge = surcharge;
    this.issuedAt = issuedAt;
  }

  String number() {
    return number;
  }

  void cancel() {
    cancelled = true;
  }

  /** Returns the receipt without its seal, which is made over it. */
  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("receiptCode", code());
    json.put("number", number);
    json.put("checkCode", checkCode);
    json.put("paymentId", paymentId);
    json.put("decisionNumber", decision.number());
    json.put("payer", Mask.name(decision.party().name()));
    json.putObject("payee")
        .put("code", decision.agency().code())
        .put("name", decision.agency().name());
    var items = json.putArray("items");
    items.addObject().put("code", "103050101").put("name", "罚款").put("amount", principal);
    if (surcharge > 0) {
      items.addObject().put("code", "103050102").put("name", "加处罚款").put("amount", surcharge);
    }
    json.put("amount", principal + surcharge);
    json.put("issuedAt", ChinaTime.text(issuedAt));
    json.put("status", cancelled ? "CANCELLED" : "ISSUED");
    return json;
  }

  /** Returns the receipt code: two digits each for region, class, kind and year. */
  private String code() {
    int year = ChinaTime.day(issuedAt).getYear() % 100;
    return decision.region().substring(0, 2) + "0106" + (year < 10 ? "0" : "") + year;
  }
}
