package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the parts of an {@link Exchange}, whose shape has been checked before. */
final class Asked {
  private Asked() {}

  static String path(Exchange exchange, String name) {
    return Objects.requireNonNull(exchange.path().get(name), name);
  }

  static @Nullable String query(Exchange exchange, String name) {
    List<String> values = exchange.query().getOrDefault(name, List.of());
    return values.isEmpty() || values.get(0).isBlank() ? null : values.get(0);
  }

  static @Nullable Integer limit(Exchange exchange) {
    String limit = query(exchange, "limit");
    return limit == null ? null : Integer.valueOf(limit);
  }

  static @Nullable Boolean flag(Exchange exchange, String name) {
    String value = query(exchange, name);
    return value == null ? null : Boolean.valueOf(value);
  }

  static ObjectNode body(Exchange exchange) {
    return Objects.requireNonNull(exchange.body(), "body");
  }

  static @Nullable String text(JsonNode object, String member) {
    JsonNode value = object.get(member);
    return value == null || value.isNull() ? null : value.asText();
  }

  static String needed(JsonNode object, String member) {
    return Objects.requireNonNull(text(object, member), member);
  }

  static boolean english(Exchange exchange) {
    return exchange.language().equals("en");
  }

  /** Returns a request whose shape is right and that is wrong all the same, at one place. */
  static Refusal wrong(String pointer, String code, String in, Words detail) {
    return new Refusal(400, "BAD_REQUEST", detail.chinese(), detail.english())
        .fields(List.of(new Refusal.Field(pointer, code, in, detail)));
  }

  static Refusal wrong(String pointer, String code, Words detail) {
    return wrong(pointer, code, "body", detail);
  }
}
