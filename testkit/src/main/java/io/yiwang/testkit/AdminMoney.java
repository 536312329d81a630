package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Supplier;

/** The part of the admin API that shows and changes the treasury, payments and penalties. */
final class AdminMoney {
  private final Supplier<World> world;

  AdminMoney(Supplier<World> world) {
    this.world = world;
  }

  void register(AdminApi api) {
    api.on("GET", "/ledger", call -> ledger())
        .on("GET", "/treasury", call -> treasury())
        .on("PATCH", "/treasury", this::changeTreasury)
        .on("GET", "/payments", call -> payments())
        .on("GET", "/payments/{id}", call -> payment(call.pathParameter("id")))
        .on("POST", "/payments/{id}/refunds/{refundNo}/{decision}", this::decide)
        .on("GET", "/penalties", this::penalties)
        .on("POST", "/penalties", this::add)
        .on("GET", "/penalties/{decisionNumber}", call -> penalty(call, 200))
        .on("PATCH", "/penalties/{decisionNumber}", this::change);
  }

  private Answer ledger() {
    Treasury treasury = world.get().handlers().treasury();
    List<Treasury.Entry> all = treasury.entries();
    ObjectNode json = Json.object();
    ArrayNode entries = json.putArray("entries");
    for (Treasury.Entry entry : all) {
      entries
          .addObject()
          .put("paymentId", entry.paymentId())
          .put("orderNo", entry.orderNo())
          .put("decisionNumber", entry.decisionNumber())
          .put("amount", entry.fen())
          .put("at", ChinaTime.text(entry.at()));
    }
    json.put("settled", all.stream().mapToLong(Treasury.Entry::fen).filter(fen -> fen > 0).sum());
    json.put("refunded", -all.stream().mapToLong(Treasury.Entry::fen).filter(fen -> fen < 0).sum());
    json.put("settledPayments", treasury.settledPayments());
    json.put("openHolds", treasury.openHolds());
    return Answer.json(200, json);
  }

  private Answer treasury() {
    Treasury.Settings settings = world.get().handlers().treasury().settings();
    ObjectNode json = Json.object();
    json.put("closed", settings.closed()).put("retryAfter", settings.retryAfter().toString());
    json.put("settlingTakes", settings.settling().toString());
    json.put("refundDecisionTakes", settings.deciding().toString());
    json.put("refundPaymentTakes", settings.paying().toString());
    return Answer.json(200, json);
  }

  private Answer changeTreasury(AdminCall call) {
    call.allowOnly(
        "closed", "retryAfter", "settlingTakes", "refundDecisionTakes", "refundPaymentTakes");
    Treasury treasury = world.get().handlers().treasury();
    Treasury.Settings now = treasury.settings();
    boolean closed = call.flag("closed", now.closed());
    Duration retryAfter = durationOr(call, "retryAfter", now.retryAfter());
    Duration settling = durationOr(call, "settlingTakes", now.settling());
    Duration deciding = durationOr(call, "refundDecisionTakes", now.deciding());
    Duration paying = durationOr(call, "refundPaymentTakes", now.paying());
    if (closed) {
      treasury.closeForDayEnd(retryAfter);
    } else {
      treasury.reopen();
    }
    treasury.settlingTakes(settling);
    treasury.refundsTake(deciding, paying);
    return treasury();
  }

  private static Duration durationOr(AdminCall call, String name, Duration otherwise) {
    return call.has(name) ? call.nonNegativeDuration(name) : otherwise;
  }

  private Answer payments() {
    ObjectNode json = Json.object();
    world.get().handlers().treasury().payments().forEach(json.putArray("items")::add);
    return Answer.json(200, json);
  }

  private Answer payment(String id) {
    return Answer.json(
        200,
        world.get().handlers().treasury().payments().stream()
            .filter(each -> each.get("paymentId").textValue().equals(id))
            .findFirst()
            .orElseThrow(() -> new Refusal(404, "NOT_FOUND", "there is no such payment")));
  }

  private Answer decide(AdminCall call) {
    String id = call.pathParameter("id");
    payment(id);
    String refundNo = call.pathParameter("refundNo");
    switch (call.pathParameter("decision")) {
      case "approve" -> {
        call.allowOnly();
        world.get().handlers().treasury().approveRefund(id, refundNo);
      }
      case "reject" ->
          world
              .get()
              .handlers()
              .treasury()
              .rejectRefund(id, refundNo, call.allowOnly("note").required("note"));
      case "pay-back" -> {
        call.allowOnly();
        world.get().handlers().treasury().payBackRefund(id, refundNo);
      }
      default -> throw new Refusal(404, "NOT_FOUND", "a refund takes approve, reject and pay-back");
    }
    return payment(id);
  }

  private Answer penalties(AdminCall call) {
    List<ObjectNode> all =
        world.get().handlers().penaltyControls().list(call.queryParameter("status"), region(call));
    ObjectNode json = Json.object().put("total", all.size());
    ArrayNode items = json.putArray("items");
    all.stream().limit(call.queryNumber("limit", 100, 100_000)).forEach(items::add);
    return Answer.json(200, json);
  }

  private static @org.jspecify.annotations.Nullable String region(AdminCall call) {
    String region = call.queryParameter("region");
    if (region != null && !region.matches("[0-9]{2}|[0-9]{4}|[0-9]{6}")) {
      throw AdminCall.badRequest("region must be 2, 4 or 6 digits");
    }
    return region;
  }

  private Answer add(AdminCall call) {
    call.allowOnly(
        "decisionNumber",
        "party",
        "principal",
        "region",
        "decidedOn",
        "status",
        "agency",
        "violation",
        "place",
        "payerMustBeParty");
    NewPenalty penalty =
        NewPenalty.of(
            call.required("decisionNumber"),
            world.get().handlers().seed().citizen(call.required("party")),
            call.whole("principal", 1, 100_000_000_000L));
    penalty.region(call.text("region", penalty.region));
    penalty.status(call.text("status", penalty.status));
    penalty.agency(call.text("agency", penalty.agency));
    penalty.violation(call.text("violation", penalty.violation));
    penalty.place(call.text("place", penalty.place));
    penalty.payerMustBeParty(call.flag("payerMustBeParty", false));
    if (call.has("decidedOn")) {
      penalty.decidedOn(day(call));
    }
    String number = world.get().handlers().penaltyControls().add(penalty).decisionNumber();
    return Answer.json(201, found(number));
  }

  private static LocalDate day(AdminCall call) {
    try {
      return LocalDate.parse(call.required("decidedOn"));
    } catch (DateTimeException e) {
      throw AdminCall.badRequest("decidedOn must be a day such as 2026-01-31");
    }
  }

  private ObjectNode found(String number) {
    ObjectNode penalty = world.get().handlers().penaltyControls().find(number);
    if (penalty == null) {
      throw new Refusal(404, "NOT_FOUND", "there is no such decision");
    }
    return penalty;
  }

  private Answer penalty(AdminCall call, int status) {
    return Answer.json(status, found(call.pathParameter("decisionNumber")));
  }

  private Answer change(AdminCall call) {
    String number = call.pathParameter("decisionNumber");
    found(number);
    world
        .get()
        .handlers()
        .penaltyControls()
        .change(number, call.allowOnly("status").required("status"));
    return penalty(call, 200);
  }
}
