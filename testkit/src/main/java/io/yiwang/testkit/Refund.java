package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A refund of a payment or of a part of it. */
final class Refund {
  /** The states of section 4. */
  enum Status {
    REQUESTED,
    APPROVED,
    PAID_BACK,
    REJECTED
  }

  final String refundNo;
  final String paymentId;
  final long amount;
  final String reason;
  final Instant requestedAt;
  Status status = Status.REQUESTED;
  @Nullable Instant decidedAt;
  @Nullable Instant paidBackAt;
  @Nullable String note;

  Refund(String refundNo, String paymentId, long amount, String reason, Instant requestedAt) {
    this.refundNo = refundNo;
    this.paymentId = paymentId;
    this.amount = amount;
    this.reason = reason;
    this.requestedAt = requestedAt;
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("refundNo", refundNo);
    json.put("paymentId", paymentId);
    json.put("amount", amount);
    json.put("reason", reason);
    json.put("status", status.name());
    json.put("requestedAt", ChinaTime.text(requestedAt));
    if (decidedAt != null) {
      json.put("decidedAt", ChinaTime.text(decidedAt));
    }
    if (paidBackAt != null) {
      json.put("paidBackAt", ChinaTime.text(paidBackAt));
    }
    if (note != null) {
      json.put("note", note);
    }
    return json;
  }
}
