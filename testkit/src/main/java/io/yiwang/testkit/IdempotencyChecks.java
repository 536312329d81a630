package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Checks that a command under one idempotency key runs once (section 1). */
final class IdempotencyChecks {
  static final List<Check> ALL =
      List.of(
          new Check(
              "idempotency.repeated",
              "1",
              "The same key and body get the first answer again, with Idempotency-Replayed: true.",
              IdempotencyChecks::repeated),
          new Check(
              "idempotency.rewritten",
              "1",
              "A body with other blanks and another order of members is the same body.",
              IdempotencyChecks::rewritten),
          new Check(
              "idempotency.resealed",
              "1",
              "A body whose fields are sealed again is the same body.",
              IdempotencyChecks::resealed),
          new Check(
              "idempotency.refused",
              "1",
              "A first answer that is a refusal is returned again too.",
              IdempotencyChecks::refused),
          new Check(
              "idempotency.reused",
              "1",
              "The same key with another body is refused.",
              IdempotencyChecks::reused),
          new Check(
              "idempotency.missing",
              "1",
              "A command without Idempotency-Key is refused, naming the header.",
              IdempotencyChecks::missing),
          new Check(
              "idempotency.form",
              "1",
              "A key of more than 64 characters is refused.",
              IdempotencyChecks::tooLong),
          new Check(
              "idempotency.concurrent",
              "1",
              "If the same command is sent twice at once, one does the work, and the other gets its"
                  + " answer or REQUEST_IN_PROGRESS with Retry-After.",
              IdempotencyChecks::concurrent));

  private IdempotencyChecks() {}

  private static void isReplayOf(ProbeAnswer first, ProbeAnswer again) {
    again.is(first.status());
    if (!again.text("paymentId").equals(first.text("paymentId"))
        || !again.code().equals(first.code())) {
      throw new CheckFailed("the first answer again", again.seen() + " of another object");
    }
    if (!"true".equals(again.header("idempotency-replayed"))) {
      throw new CheckFailed("Idempotency-Replayed: true", again.seen() + " without it");
    }
  }

  private static void repeated(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String key = CheckedGateway.unique("key");
    ObjectNode body = gateway.hold(CheckedGateway.unique("order"), List.of(gateway.payable(0)));
    ProbeAnswer first = gateway.heldBy(gateway.post("payments", body).key(key));
    if (first.header("idempotency-replayed") != null) {
      throw new CheckFailed("a first answer", "one with Idempotency-Replayed");
    }
    ProbeAnswer again = gateway.post("payments", body).key(key).send();
    gateway.remember(again);
    isReplayOf(first, again);
  }

  private static void rewritten(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String key = CheckedGateway.unique("key");
    ObjectNode body = gateway.hold(CheckedGateway.unique("order"), List.of(gateway.payable(0)));
    ProbeAnswer first = gateway.heldBy(gateway.post("payments", body).key(key));
    ObjectNode turned = Json.object();
    for (String name : List.of("lines", "channel", "orderNo")) {
      turned.set(name, body.get(name));
    }
    String text = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(turned);
    isReplayOf(first, gateway.post("payments", "application/json", text).key(key).send());
  }

  private static void resealed(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String key = CheckedGateway.unique("key");
    ObjectNode body = gateway.hold(CheckedGateway.unique("order"), List.of(gateway.payable(0)));
    body.set("payerName", gateway.sealed("张三", "/payerName"));
    ProbeAnswer first = gateway.heldBy(gateway.post("payments", body).key(key));
    body.set("payerName", gateway.sealed("张三", "/payerName"));
    isReplayOf(first, gateway.post("payments", body).key(key).send());
  }

  private static void refused(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String key = CheckedGateway.unique("key");
    String path = "payments/" + CheckedGateway.unique("payment") + "/release";
    ObjectNode body = Json.object().put("reason", "PAYER_CANCELLED");
    ProbeAnswer first = gateway.post(path, body).key(key).send().isRefused(404, "PAYMENT_UNKNOWN");
    isReplayOf(first, gateway.post(path, body).key(key).send());
  }

  private static void reused(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String key = CheckedGateway.unique("key");
    List<JsonNode> decisions = List.of(gateway.payable(0));
    gateway.heldBy(
        gateway.post("payments", gateway.hold(CheckedGateway.unique("order"), decisions)).key(key));
    ProbeAnswer other =
        gateway
            .post("payments", gateway.hold(CheckedGateway.unique("order"), decisions))
            .key(key)
            .send();
    gateway.remember(other);
    other.isRefused(422, "IDEMPOTENCY_KEY_REUSED");
  }

  private static void missing(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ProbeAnswer answer =
        gateway
            .post(
                "payments",
                gateway.hold(CheckedGateway.unique("order"), List.of(gateway.payable(0))))
            .send();
    gateway.remember(answer);
    answer.isBadRequest("/Idempotency-Key", "REQUIRED");
  }

  private static void tooLong(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ProbeAnswer answer =
        gateway
            .post(
                "payments",
                gateway.hold(CheckedGateway.unique("order"), List.of(gateway.payable(0))))
            .key("k".repeat(65))
            .send();
    gateway.remember(answer);
    answer.isBadRequest("/Idempotency-Key");
  }

  private static void concurrent(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String key = CheckedGateway.unique("key");
    ObjectNode body = gateway.hold(CheckedGateway.unique("order"), List.of(gateway.payable(0)));
    CompletableFuture<ProbeAnswer> one = gateway.post("payments", body).key(key).sendAsync();
    CompletableFuture<ProbeAnswer> other = gateway.post("payments", body).key(key).sendAsync();
    Set<String> payments = new HashSet<>();
    List<ProbeAnswer> answers = List.of(one.join(), other.join());
    answers.forEach(gateway::remember);
    for (ProbeAnswer answer : answers) {
      if (answer.genuine().status() == 201) {
        payments.add(answer.text("paymentId"));
      } else {
        answer.isRefused(409, "REQUEST_IN_PROGRESS");
        if (answer.header("retry-after") == null) {
          throw new CheckFailed("REQUEST_IN_PROGRESS with Retry-After", "without it");
        }
      }
    }
    if (payments.size() != 1) {
      throw new CheckFailed("one payment", payments.size() + " payments");
    }
  }
}
