package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One operation of the OpenAPI document. Immutable. */
final class Operation {
  /**
   * A parameter.
   *
   * @param in {@code path}, {@code query} or {@code header}
   */
  record Parameter(String name, String in, boolean required, JsonNode schema) {}

  private final String method;
  private final JsonNode node;
  private final PathTemplate path;
  private final List<Parameter> parameters = new ArrayList<>();

  Operation(String method, String template, JsonNode item, JsonNode node) {
    this.method = method.toUpperCase(Locale.ROOT);
    this.node = node;
    path = new PathTemplate(template);
    item.path("parameters").forEach(this::addParameter);
    node.path("parameters").forEach(this::addParameter);
  }

  private void addParameter(JsonNode reference) {
    JsonNode parameter = ApiDocument.resolved(reference);
    parameters.add(
        new Parameter(
            parameter.get("name").textValue(),
            parameter.get("in").textValue(),
            parameter.path("required").asBoolean(),
            parameter.get("schema")));
  }

  String id() {
    return node.get("operationId").textValue();
  }

  boolean takes(String requestMethod, String requestPath) {
    return method.equals(requestMethod) && path.matches(requestPath);
  }

  int placeholders() {
    return path.placeholders();
  }

  Map<String, String> pathParameters(String requestPath) {
    return path.parameters(requestPath);
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /** Returns whether the operation takes an Idempotency-Key. */
  boolean isCommand() {
    return parameters.stream().anyMatch(each -> each.name().equals("Idempotency-Key"));
  }

  boolean hasBody() {
    return node.has("requestBody");
  }

  /** Returns whether the body is a file of any type. */
  boolean takesFile() {
    return node.at("/requestBody/content").has("*/*");
  }

  JsonNode bodySchema() {
    return node.path("requestBody").path("content").path("application/json").path("schema");
  }

  /** Returns the scope that a citizen's token needs; absent if the operation takes no token. */
  @Nullable String scope() {
    for (JsonNode alternative : node.path("security")) {
      if (alternative.has("citizenToken")) {
        return alternative.get("citizenToken").path(0).asText();
      }
    }
    return null;
  }

  /** Returns whether the operation can be called without a token. */
  boolean tokenOptional() {
    for (JsonNode alternative : node.path("security")) {
      if (alternative.isEmpty()) {
        return true;
      }
    }
    return scope() == null;
  }

  /** Returns the response of a status; a missing node if the document has none. */
  JsonNode response(int status) {
    return ApiDocument.resolved(node.path("responses").path(Integer.toString(status)));
  }
}
