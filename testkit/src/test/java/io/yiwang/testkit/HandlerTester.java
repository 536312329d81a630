package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Calls handlers without the gateway and validates their answers by the OpenAPI document. */
final class HandlerTester implements Routes {
  /** Monday, 10:00 in China. */
  static final Instant START = Instant.parse("2026-11-02T02:00:00Z");

  final SandboxClock clock = new SandboxClock(Clock.fixed(START, ZoneOffset.UTC));
  final Handlers handlers;
  private final Map<String, Handler> byOperation = new HashMap<>();

  HandlerTester() {
    this(500);
  }

  HandlerTester(int services) {
    handlers = new Handlers(new SandboxContext(clock, 1, services, HandlerTester::plainSeal));
    handlers.all().forEach(handler -> handler.register(this));
  }

  /** Returns a seal that contains what would be signed, instead of CMS. */
  private static byte[] plainSeal(
      String algorithm, byte[] digest, byte @Nullable [] statementDigest) {
    ObjectNode seal = Json.object().put("alg", algorithm).put("digest", digest);
    if (statementDigest != null) {
      seal.put("statement", statementDigest);
    }
    return Json.bytes(seal);
  }

  @Override
  public void on(String operationId, Handler handler) {
    assertEquals(null, byOperation.put(operationId, handler), operationId + " has two handlers");
  }

  Set<String> operations() {
    return byOperation.keySet();
  }

  Call call(String operationId) {
    return new Call(operationId);
  }

  /** A request. */
  final class Call {
    private final String operationId;
    private final Map<String, String> path = new HashMap<>();
    private final Map<String, List<String>> query = new HashMap<>();
    private final Map<String, String> headers = new TreeMap<>();
    private @Nullable ObjectNode body;
    private byte[] content = {};
    private @Nullable Citizen citizen;
    private String language = "zh-CN";

    private Call(String operationId) {
      this.operationId = operationId;
    }

    Call path(String name, String value) {
      path.put(name, value);
      return this;
    }

    Call query(String name, Object value) {
      query.put(name, List.of(value.toString()));
      return this;
    }

    Call header(String name, String value) {
      headers.put(name, value);
      return this;
    }

    Call body(JsonNode json) {
      body = (ObjectNode) json;
      return this;
    }

    /** Sets a body from JSON with single quotes. */
    Call body(String json) {
      return body(HandlerTester.json(json));
    }

    Call content(byte[] bytes) {
      content = bytes;
      return this;
    }

    Call as(Citizen citizen) {
      this.citizen = citizen;
      return this;
    }

    Call inEnglish() {
      language = "en";
      return this;
    }

    Answer raw() {
      Exchange exchange =
          new Exchange(
              operationId,
              path,
              query,
              headers,
              body,
              content,
              "wallet-2026",
              citizen,
              language,
              clock.instant());
      Answer answer =
          Objects.requireNonNull(byOperation.get(operationId), operationId).answer(exchange);
      Contract.check(operationId, answer);
      return answer;
    }

    JsonNode answers(int status) {
      Answer answer = raw();
      assertEquals(status, answer.status());
      return HandlerTester.read(answer.content());
    }

    Refusal isRefused(int status, String code) {
      Refusal refusal = assertThrows(Refusal.class, this::raw);
      assertEquals(code, refusal.code());
      assertEquals(status, refusal.status());
      Contract.check(operationId, refusal);
      return refusal;
    }
  }

  static ObjectNode json(String json) {
    try {
      return (ObjectNode) Json.MAPPER.readTree(json.replace('\'', '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a member of a problem document. */
  static JsonNode member(Refusal refusal, String name) {
    return Json.MAPPER.valueToTree(
        Objects.requireNonNull(refusal.members("zh-CN").get(name), name));
  }

  static JsonNode read(byte[] json) {
    try {
      return Json.MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
