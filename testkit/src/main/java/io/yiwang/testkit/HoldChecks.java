package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Checks holds, releases and expiry (section 4): payments for which no money is taken. */
final class HoldChecks {
  private static final Duration HOLD = Duration.ofMinutes(30);

  static final List<Check> ALL =
      List.of(
          new Check(
              "hold.held",
              "4",
              "A hold is HELD for 30 minutes, at the requested amount.",
              HoldChecks::hold),
          new Check(
              "hold.exclusive",
              "4",
              "A decision that is held cannot be held again.",
              HoldChecks::heldAlready),
          new Check("hold.order", "4", "An order number is accepted once.", HoldChecks::sameOrder),
          new Check(
              "hold.amount",
              "4",
              "A hold at a higher amount is refused with the new quote.",
              HoldChecks::higherAmount),
          new Check(
              "hold.partial",
              "4",
              "A hold below the principal is refused.",
              HoldChecks::lowerAmount),
          new Check(
              "hold.whole",
              "4",
              "If one line of a hold cannot be held, none is.",
              HoldChecks::allOrNone),
          new Check(
              "hold.lines",
              "4",
              "A hold of more than 20 lines is refused.",
              HoldChecks::tooManyLines),
          new Check(
              "payment.found",
              "4",
              "A payment is found by its id and by its order number.",
              HoldChecks::found),
          new Check(
              "payment.unknown",
              "4",
              "An order number that the gateway does not know is PAYMENT_UNKNOWN.",
              gateway ->
                  gateway
                      .get("payments?orderNo=" + CheckedGateway.unique("order"))
                      .send()
                      .isRefused(404, "PAYMENT_UNKNOWN")),
          new Check(
              "payment.mismatch",
              "4",
              "A confirmation of another amount is refused, and the hold stays.",
              HoldChecks::mismatch),
          new Check(
              "payment.release",
              "4",
              "A released payment is RELEASED, and its decision is payable again.",
              HoldChecks::released),
          new Check(
              "payment.closed",
              "4",
              "A payment that was released cannot be confirmed.",
              HoldChecks::closed),
          new Check(
              "statement.early",
              "4",
              "The statement of today is not ready.",
              gateway ->
                  gateway
                      .get("statements/" + ChinaTime.day(gateway.clock().instant()))
                      .send()
                      .isRefused(404, "STATEMENT_NOT_READY")),
          new Check(
              "hold.expiry",
              "4",
              "A hold that has run out is EXPIRED, and its decision is payable again.",
              HoldChecks::expired));

  private HoldChecks() {}

  private static void hold(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode penalty = gateway.payable(0);
    Instant before = gateway.clock().instant();
    JsonNode hold = gateway.hold(penalty).json();
    if (!hold.path("status").asText().equals("HELD")
        || hold.path("amount").asLong() != penalty.path("total").asLong()) {
      throw new CheckFailed("201 HELD at the quoted amount", "201 of another state or amount");
    }
    Duration duration = Duration.between(before, CheckedGateway.time(hold, "heldUntil"));
    if (duration.minus(HOLD).abs().compareTo(Duration.ofMinutes(2)) > 0) {
      throw new CheckFailed("heldUntil in 30 minutes", "in " + duration.toMinutes() + " minutes");
    }
    if (!gateway.penalty(0).path("status").asText().equals("HELD")) {
      throw new CheckFailed("a decision that is HELD", "one that is not");
    }
  }

  private static ProbeAnswer tryToHold(CheckedGateway gateway, ObjectNode body)
      throws IOException, InterruptedException, GeneralSecurityException {
    ProbeAnswer answer = gateway.post("payments", body).key(CheckedGateway.unique("key")).send();
    gateway.remember(answer);
    return answer;
  }

  private static void heldAlready(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode penalty = gateway.payable(0);
    gateway.hold(penalty);
    ProbeAnswer again =
        tryToHold(gateway, gateway.hold(CheckedGateway.unique("order"), List.of(penalty)))
            .isRefused(409, "DECISION_HELD");
    CheckedGateway.time(again.json(), "heldUntil");
  }

  private static void sameOrder(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ProbeAnswer first = gateway.hold(gateway.payable(0));
    tryToHold(gateway, gateway.hold(first.needed("orderNo"), List.of(gateway.payable(1))))
        .isRefused(409, "ORDER_NO_CONFLICT");
  }

  private static ObjectNode holdAt(CheckedGateway gateway, long amount, JsonNode... penalties) {
    ObjectNode body = gateway.hold(CheckedGateway.unique("order"), List.of(penalties));
    ((ObjectNode) body.at("/lines/0")).put("amount", amount);
    return body;
  }

  private static void higherAmount(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode penalty = gateway.payable(0);
    long total = penalty.path("total").asLong();
    ProbeAnswer answer =
        tryToHold(gateway, holdAt(gateway, total + 100, penalty)).isRefused(422, "AMOUNT_CHANGED");
    if (answer.json().at("/penalty/total").asLong() != total) {
      throw new CheckFailed("422 AMOUNT_CHANGED with \"penalty\"", "422 without the new quote");
    }
  }

  private static void lowerAmount(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode penalty = gateway.payable(0);
    tryToHold(gateway, holdAt(gateway, penalty.path("principal").asLong() - 1, penalty))
        .isRefused(422, "PARTIAL_PAYMENT_REFUSED", "AMOUNT_CHANGED");
  }

  private static void allOrNone(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode bad = gateway.payable(0);
    JsonNode good = gateway.payable(1);
    ProbeAnswer answer =
        tryToHold(gateway, holdAt(gateway, bad.path("total").asLong() + 100, bad, good));
    answer.isRefused(422, "AMOUNT_CHANGED");
    if (!gateway.penalty(1).path("status").asText().equals("PAYABLE")) {
      throw new CheckFailed("a decision that is still PAYABLE", "one that is not");
    }
  }

  private static void tooManyLines(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ObjectNode body = gateway.hold(CheckedGateway.unique("order"), List.of());
    ArrayNode lines = (ArrayNode) body.path("lines");
    for (int i = 0; i < 21; i++) {
      lines.addObject().put("decisionNumber", "99999999999999" + (10 + i)).put("amount", 100);
    }
    tryToHold(gateway, body).isBadRequest("/lines");
  }

  private static void found(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ProbeAnswer hold = gateway.hold(gateway.payable(0));
    String id = hold.needed("paymentId");
    for (String path : List.of("payments/" + id, "payments?orderNo=" + hold.needed("orderNo"))) {
      if (!gateway.get(path).send().is(200).text("paymentId").equals(id)) {
        throw new CheckFailed("the payment that was made", "another");
      }
    }
  }

  private static void mismatch(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode hold = gateway.hold(gateway.payable(0)).json();
    String path = "payments/" + hold.path("paymentId").asText();
    // One fen more: were it taken, no platform could have charged it.
    ObjectNode body =
        gateway.confirm(CheckedGateway.unique("trade"), hold.path("amount").asLong() + 1);
    gateway
        .post(path + "/confirm", body)
        .key(CheckedGateway.unique("key"))
        .send()
        .isRefused(422, "AMOUNT_MISMATCH");
    String status = gateway.get(path).send().is(200).text("status");
    if (!status.equals("HELD")) {
      throw new CheckFailed("a payment that is still HELD", "one that is not");
    }
  }

  private static void released(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String id = gateway.hold(gateway.payable(0)).needed("paymentId");
    if (!gateway.release(id).is(200).text("status").equals("RELEASED")) {
      throw new CheckFailed("200 RELEASED", "200 of another state");
    }
    if (!gateway.penalty(0).path("status").asText().equals("PAYABLE")) {
      throw new CheckFailed("a decision that is PAYABLE again", "one that is not");
    }
  }

  private static void closed(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode hold = gateway.hold(gateway.payable(0)).json();
    String id = hold.path("paymentId").asText();
    gateway.release(id).is(200);
    gateway
        .post(
            "payments/" + id + "/confirm",
            gateway.confirm(CheckedGateway.unique("trade"), hold.path("amount").asLong()))
        .key(CheckedGateway.unique("key"))
        .send()
        .isRefused(409, "PAYMENT_CLOSED");
  }

  private static void expired(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    gateway.needsExpiry();
    String id = gateway.expired(0).path("paymentId").asText();
    String status = gateway.get("payments/" + id).send().is(200).text("status");
    if (!status.equals("EXPIRED")) {
      throw new CheckFailed("a payment that is EXPIRED", "one that is not");
    }
    if (!gateway.penalty(0).path("status").asText().equals("PAYABLE")) {
      throw new CheckFailed("a decision that is PAYABLE again", "one that is not");
    }
  }
}
