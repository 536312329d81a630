package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.signing.ContentDigest;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests: verifies and opens them, runs their handlers once, and checks the answers
 * against the OpenAPI document.
 */
final class GatewayEngine {
  /** The parts that the engine works with. */
  record Parts(
      String prefix,
      SandboxClock clock,
      GatewayKeys keys,
      RequestVerifier verifier,
      Tokens tokens,
      RouteTable routes,
      URI base,
      HandlerDecorator decorator) {}

  /** Wraps handlers, so that changes of the gateway's state can be logged. */
  @FunctionalInterface
  interface HandlerDecorator {
    /** Leaves each handler as it is. */
    HandlerDecorator NONE = (request, operation, handler) -> handler;

    /** Returns the handler to call instead. */
    Routes.Handler decorate(Received request, Operation operation, Routes.Handler handler);
  }

  private final Parts parts;
  private final Problems problems;
  private final Idempotency idempotency = new Idempotency();
  private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

  GatewayEngine(Parts parts) {
    this.parts = parts;
    problems = new Problems(parts.base());
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  Parts parts() {
    return parts;
  }

  /** Returns the operation of a request; absent if there is none. */
  @Nullable Operation operation(Received request) {
    if (listsKeys(request)) {
      return Operations.find("GET", "/keys");
    }
    return request.path().startsWith(parts.prefix() + "/")
        ? Operations.find(request.method(), request.path().substring(parts.prefix().length()))
        : null;
  }

  /**
   * Returns whether a request is for the list of keys, which anybody may read (IGS/1 section 2.5).
   * A client with a wrong base path may too, so that it can verify the answer that says so.
   */
  boolean listsKeys(Received request) {
    return request.method().equals("GET") && request.path().endsWith("/keys");
  }

  static String language(Received request) {
    String accepted = Objects.requireNonNullElse(request.header("accept-language"), "");
    return accepted.toLowerCase(Locale.ROOT).startsWith("en") ? "en" : "zh-CN";
  }

  /** Returns the answer, which is not signed yet. */
  Answer answer(Received request, Instant now) {
    String language = language(request);
    Operation operation = operation(request);
    Answer answer;
    try {
      answer = process(request, operation, language, now);
    } catch (Refusal refusal) {
      answer = refused(refusal, language, now);
    } catch (RuntimeException e) {
      violations.add((operation == null ? "?" : operation.id()) + " failed: " + e);
      answer = refused(new Refusal(500, "INTERNAL", "网关内部错误"), language, now);
    }
    return withLanguage(checked(operation, answer, language, now), language);
  }

  /** Returns a refusal as an answer. */
  Answer refused(Refusal refusal, String language, Instant now) {
    Answer answer = problems.of(refusal, language);
    if (!refusal.code().equals("CLOCK_SKEW")) {
      return answer;
    }
    Map<String, String> headers = new LinkedHashMap<>(answer.headers());
    headers.put("Date", HttpDate.of(now));
    return new Answer(answer.status(), answer.contentType(), answer.content(), headers);
  }

  static Answer withLanguage(Answer answer, String language) {
    Map<String, String> headers = new LinkedHashMap<>(answer.headers());
    headers.put("Content-Language", language);
    return new Answer(answer.status(), answer.contentType(), answer.content(), headers);
  }

  private Answer checked(
      @Nullable Operation operation, Answer answer, String language, Instant now) {
    List<String> found = operation == null ? List.of() : AnswerShape.violations(operation, answer);
    if (found.isEmpty()) {
      return answer;
    }
    violations.addAll(found);
    return refused(new Refusal(500, "INTERNAL", "网关应答不符合接口文档"), language, now);
  }

  private Answer process(
      Received request, @Nullable Operation operation, String language, Instant now) {
    if (listsKeys(request)) {
      return Answer.json(200, parts.keys().list());
    }
    String platform = parts.verifier().check(request, now);
    if (operation == null) {
      throw new Refusal(404, "NOT_FOUND", "没有这一路径");
    }
    RequestShape.checkSize(operation, request.body());
    Map<String, String> path =
        operation.pathParameters(request.path().substring(parts.prefix().length()));
    Map<String, List<String>> query = Query.parameters(request.query());
    RequestShape.checkParameters(operation, path, query, request);
    ObjectNode body = RequestShape.body(operation, request);
    if (body != null) {
      SealedMembers.open(body, parts.keys()::opener);
    }
    Citizen citizen = parts.tokens().citizen(operation, request, now);
    Exchange exchange =
        new Exchange(
            operation.id(),
            path,
            query,
            request.headers(),
            body,
            request.body(),
            platform,
            citizen,
            language,
            now);
    return perform(request, operation, exchange);
  }

  private Answer perform(Received request, Operation operation, Exchange exchange) {
    Routes.Handler handler =
        parts.decorator().decorate(request, operation, parts.routes().find(operation.id()));
    if (!operation.isCommand()) {
      return handler.answer(exchange);
    }
    String key = exchange.platform() + " " + exchange.headers().get("idempotency-key");
    Instant now = exchange.now();
    return idempotency.once(
        key, fingerprint(request, exchange), now, () -> answerOrRefusal(handler, exchange, now));
  }

  /** Processes a request again that was verified and answered before a restart. */
  void repeat(
      Received request,
      @Nullable ObjectNode body,
      String platform,
      @Nullable Citizen citizen,
      String language,
      Instant now) {
    Operation operation = Objects.requireNonNull(operation(request), "operation");
    Exchange exchange =
        new Exchange(
            operation.id(),
            operation.pathParameters(request.path().substring(parts.prefix().length())),
            Query.parameters(request.query()),
            request.headers(),
            body,
            request.body(),
            platform,
            citizen,
            language,
            now);
    try {
      perform(request, operation, exchange);
    } catch (Refusal refusal) {
      // It was refused before the restart as well.
    }
  }

  private Answer answerOrRefusal(Routes.Handler handler, Exchange exchange, Instant now) {
    try {
      return handler.answer(exchange);
    } catch (Refusal refusal) {
      return refused(refusal, exchange.language(), now);
    }
  }

  /** Returns a text that is equal for equal requests, however their fields were sealed. */
  private static String fingerprint(Received request, Exchange exchange) {
    ObjectNode body = exchange.body();
    byte[] content = body == null ? exchange.content() : CanonicalJson.bytes(body);
    List<@Nullable String> values = new ArrayList<>();
    values.add(request.method());
    values.add(request.path());
    values.add(request.query());
    values.add(exchange.citizen() == null ? null : exchange.citizen().sub());
    if (body == null) {
      values.add(request.header("content-type"));
      values.add(request.header("igs-filename"));
    }
    values.add(HexFormat.of().formatHex(ContentDigest.SHA_256.digest(content)));
    return HexFormat.of()
        .formatHex(ContentDigest.SHA_256.digest(values.toString().getBytes(UTF_8)));
  }
}
