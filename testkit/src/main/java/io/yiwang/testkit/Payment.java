package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One payment; {@link PaymentBook} moves it from state to state. */
final class Payment {
  /** The states of section 4. */
  enum Status {
    HELD,
    SETTLING,
    SETTLED,
    REFUNDING,
    REFUNDED,
    RELEASED,
    EXPIRED
  }

  private record Step(Status status, Instant at) {}

  final String id;
  final String orderNo;
  final String channel;
  final List<PaymentLine> lines;
  final Instant createdAt;
  final Instant heldUntil;
  final Map<String, Refund> refunds = new LinkedHashMap<>();
  Status status = Status.HELD;
  private final List<Step> life = new ArrayList<>();
  @Nullable String channelTradeNo;
  @Nullable Instant settledAt;

  Payment(
      String id,
      String orderNo,
      String channel,
      List<PaymentLine> lines,
      Instant createdAt,
      Instant heldUntil) {
    this.id = id;
    this.orderNo = orderNo;
    this.channel = channel;
    this.lines = List.copyOf(lines);
    this.createdAt = createdAt;
    this.heldUntil = heldUntil;
    life.add(new Step(Status.HELD, createdAt));
  }

  /** Changes to a state. */
  void become(Status next, Instant at) {
    status = next;
    life.add(new Step(next, at));
  }

  long amount() {
    return lines.stream().mapToLong(PaymentLine::amount).sum();
  }

  long refunded() {
    return lines.stream().mapToLong(line -> line.refunded).sum();
  }

  /** Returns the payment with its states so far and its refunds. */
  ObjectNode whole() {
    ObjectNode json = json();
    ArrayNode steps = json.putArray("life");
    for (Step step : life) {
      steps.addObject().put("status", step.status().name()).put("at", ChinaTime.text(step.at()));
    }
    ArrayNode returned = json.putArray("refunds");
    refunds.values().forEach(refund -> returned.add(refund.json()));
    return json;
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("paymentId", id);
    json.put("orderNo", orderNo);
    json.put("channel", channel);
    json.put("amount", amount());
    json.put("status", status.name());
    json.put("heldUntil", ChinaTime.text(heldUntil));
    json.put("createdAt", ChinaTime.text(createdAt));
    if (settledAt != null) {
      json.put("settledAt", ChinaTime.text(settledAt));
    }
    ArrayNode items = json.putArray("lines");
    for (PaymentLine line : lines) {
      ObjectNode item = items.addObject();
      item.put("decisionNumber", line.penalty.number());
      item.put("principal", line.principal);
      item.put("surcharge", line.surcharge);
      item.put("amount", line.amount());
      item.put("status", status.name());
      if (line.receipt != null) {
        item.put("receiptNumber", line.receipt.number());
      }
    }
    if (channelTradeNo != null) {
      json.put("channelTradeNo", channelTradeNo);
    }
    return json;
  }
}
