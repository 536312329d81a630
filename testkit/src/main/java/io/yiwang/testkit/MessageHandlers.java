package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers uploads of attachments, single messages and batches, and ratings (section 6). */
final class MessageHandlers implements OperationHandler {
  /**
   * The result of a message under its key. A message may be submitted under its key singly or in a
   * batch, so the {@link Idempotency} of whole requests is not enough.
   */
  private record Done(
      ObjectNode message, @Nullable ObjectNode receipt, @Nullable Refusal refusal, Instant at) {}

  private static final Duration KEYS_KEPT = Duration.ofDays(7);

  private final VirtualScheduler scheduler;
  private final MessageBox box;
  private final MessageRules rules;
  private final Attachments attachments;
  private final GatewayAddress address;
  private final Map<String, Done> byKey = new HashMap<>();

  MessageHandlers(
      VirtualScheduler scheduler,
      MessageBox box,
      MessageRules rules,
      Attachments attachments,
      GatewayAddress address) {
    this.scheduler = scheduler;
    this.box = box;
    this.rules = rules;
    this.attachments = attachments;
    this.address = address;
  }

  @Override
  public void register(Routes routes) {
    routes.on("message.attach", scheduler.inTurn(this::attach));
    routes.on("message.submit", scheduler.inTurn(this::submit));
    routes.on("message.batch", scheduler.inTurn(this::batch));
    routes.on("message.status", scheduler.inTurn(this::status));
    routes.on("message.rate", scheduler.inTurn(this::rate));
  }

  private Answer attach(Exchange exchange) {
    return Answer.json(201, attachments.add(exchange));
  }

  private Answer submit(Exchange exchange) {
    String key = Objects.requireNonNull(exchange.headers().get("idempotency-key"), "no key");
    return Answer.json(202, once(key, exchange.requiredBody(), "", exchange.now()));
  }

  private Answer batch(Exchange exchange) {
    JsonNode messages = exchange.requiredBody().get("messages");
    checkKeysDiffer(messages);
    ObjectNode answer = Json.object();
    ArrayNode results = answer.putArray("results");
    for (JsonNode entry : messages) {
      String key = Json.required(entry, "key");
      ObjectNode result = results.addObject().put("key", key);
      String pointer = "/messages/" + (results.size() - 1) + "/message";
      try {
        ObjectNode message = (ObjectNode) entry.get("message");
        result.set("receipt", once(key, message, pointer, exchange.now()));
      } catch (Refusal refusal) {
        result.set("problem", problem(refusal, key, exchange.language()));
      }
    }
    return Answer.json(200, answer);
  }

  private static void checkKeysDiffer(JsonNode messages) {
    Set<String> keys = new HashSet<>();
    for (JsonNode entry : messages) {
      if (!keys.add(Json.required(entry, "key"))) {
        String pointer = "/messages/" + keys.size() + "/key";
        throw Refusal.badRequest(
            pointer, "DUPLICATE", new Words("同一批次内的 key 不得重复", "keys within a batch must differ"));
      }
    }
  }

  private ObjectNode problem(Refusal refusal, String key, String language) {
    ObjectNode problem = Json.object();
    problem.put("type", address.base() + "/problems/" + refusal.code());
    problem.put("title", refusal.getMessage());
    problem.put("status", refusal.status());
    problem.put("code", refusal.code());
    problem.put("traceId", key);
    refusal
        .members(language)
        .forEach((name, value) -> problem.set(name, Json.MAPPER.valueToTree(value)));
    return problem;
  }

  /** Accepts a message; returns the first receipt again if the key was used before. */
  private ObjectNode once(String key, ObjectNode message, String pointer, Instant now) {
    Done done = byKey.get(key);
    if (done != null && now.isBefore(done.at().plus(KEYS_KEPT))) {
      return again(done, message);
    }
    try {
      rules.check(message, pointer, now);
    } catch (Refusal refusal) {
      byKey.put(key, new Done(message, null, refusal, now));
      throw refusal;
    }
    message.path("attachments").forEach(id -> attachments.name(id.asText()));
    ObjectNode receipt = box.receive(message, now).receipt();
    byKey.put(key, new Done(message, receipt, null, now));
    return receipt;
  }

  private static ObjectNode again(Done done, ObjectNode message) {
    if (!done.message().equals(message)) {
      throw new Refusal(422, "IDEMPOTENCY_KEY_REUSED", "幂等键已用于另一条留言");
    }
    if (done.refusal() != null) {
      throw done.refusal();
    }
    return Objects.requireNonNull(done.receipt());
  }

  private Answer status(Exchange exchange) {
    return Answer.json(200, known(exchange, exchange.queryParameter("queryCode")).json());
  }

  private Answer rate(Exchange exchange) {
    ObjectNode body = exchange.requiredBody();
    MessageFile file = known(exchange, Json.text(body, "queryCode"));
    file.rate(body.get("score").intValue(), Json.text(body, "comment"), exchange.now());
    return Answer.empty(204);
  }

  private MessageFile known(Exchange exchange, @Nullable String queryCode) {
    MessageFile file = box.find(exchange.pathParameter("id"));
    if (file == null || !file.queryCode.equals(queryCode)) {
      throw new Refusal(404, "MESSAGE_NOT_FOUND", "没有这条留言");
    }
    return file;
  }
}
