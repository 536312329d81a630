package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Writes refusals as problem documents (RFC 9457; IGS/1 section 1). */
final class Problems {
  private final URI base;

  Problems(URI base) {
    this.base = base;
  }

  Answer of(Refusal refusal, String language) {
    ObjectNode problem = Json.object();
    String code = refusal.code();
    String words = code.toLowerCase(Locale.ROOT).replace('_', ' ');
    String detail = refusal.detail(language);
    problem.put("type", base + "/problems/" + code);
    problem.put("title", language.equals("en") ? words : Objects.requireNonNullElse(detail, words));
    problem.put("status", refusal.status());
    if (detail != null) {
      problem.put("detail", detail);
    }
    problem.put("code", code);
    problem.put("traceId", Nonces.next().substring(0, 16));
    refusal
        .members(language)
        .forEach((name, value) -> problem.set(name, Json.MAPPER.valueToTree(value)));
    Map<String, String> headers = new LinkedHashMap<>();
    Duration wait = refusal.retryAfter();
    if (wait != null) {
      headers.put("Retry-After", Long.toString(Math.max(0, wait.toSeconds())));
    }
    return new Answer(
        refusal.status(), "application/problem+json", Json.bytes(problem), Map.copyOf(headers));
  }
}
