package io.yiwang.testkit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks requests against the OpenAPI document. */
final class RequestShape {
  private static final int JSON_LIMIT = 1 << 20;
  private static final int FILE_LIMIT = 20 << 20;

  /** The headers that {@link RequestVerifier} has checked before. */
  private static final Set<String> OF_SIGNATURE =
      Set.of("Signature-Input", "Signature", "Content-Digest");

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RequestShape() {}

  static void checkSize(Operation operation, byte[] body) {
    int limit = operation.takesFile() ? FILE_LIMIT : JSON_LIMIT;
    if (body.length > limit) {
      throw new Refusal(
          413,
          "BODY_TOO_LARGE",
          "请求体不得超过" + limit + "字节",
          "a body has at most " + limit + " bytes");
    }
  }

  static void checkParameters(
      Operation operation,
      Map<String, String> path,
      Map<String, List<String>> query,
      Received request) {
    FieldProblems problems = new FieldProblems();
    for (Operation.Parameter parameter : operation.parameters()) {
      if (OF_SIGNATURE.contains(parameter.name())) {
        continue;
      }
      String pointer = "/" + parameter.name();
      String value = value(parameter, path, query, request);
      if (value != null) {
        JsonNode typed = typed(parameter.schema(), value);
        problems.addErrors(parameter.schema(), typed, pointer, parameter.in());
      } else if (parameter.required()) {
        problems.add(pointer, "REQUIRED", parameter.in(), "缺少此项", "is missing");
      }
    }
    Set<String> known =
        operation.parameters().stream()
            .filter(each -> each.in().equals("query"))
            .map(Operation.Parameter::name)
            .collect(Collectors.toSet());
    for (Map.Entry<String, List<String>> given : query.entrySet()) {
      if (!known.contains(given.getKey())) {
        problems.add(
            "/" + given.getKey(), "UNKNOWN_MEMBER", "query", "接口文档中没有此参数", "is not a parameter");
      } else if (given.getValue().size() > 1) {
        problems.add("/" + given.getKey(), "DUPLICATE", "query", "只能给出一次", "is given twice");
      }
    }
    problems.throwIfAny();
  }

  private static @Nullable String value(
      Operation.Parameter parameter,
      Map<String, String> path,
      Map<String, List<String>> query,
      Received request) {
    return switch (parameter.in()) {
      case "path" -> path.get(parameter.name());
      case "query" ->
          query.containsKey(parameter.name()) ? query.get(parameter.name()).get(0) : null;
      default -> request.header(parameter.name().toLowerCase(Locale.ROOT));
    };
  }

  private static JsonNode typed(JsonNode schema, String value) {
    String type = ApiDocument.resolved(schema).path("type").asText();
    if (type.equals("integer") && value.matches("-?[0-9]{1,18}")) {
      return LongNode.valueOf(Long.parseLong(value));
    }
    if (type.equals("boolean") && (value.equals("true") || value.equals("false"))) {
      return BooleanNode.valueOf(value.equals("true"));
    }
    return TextNode.valueOf(value);
  }

  /** Returns the JSON body; absent if the operation has none, or takes a file. */
  static @Nullable ObjectNode body(Operation operation, Received request) {
    FieldProblems problems = new FieldProblems();
    if (!operation.hasBody()) {
      if (request.body().length > 0) {
        problems.add("", "NOT_ALLOWED", "body", "不应有请求体", "no body is expected");
      }
    } else if (request.body().length == 0) {
      problems.add("", "REQUIRED", "body", "应有请求体", "a body is expected");
    } else if (!operation.takesFile()) {
      String type = Objects.requireNonNullElse(request.header("content-type"), "");
      if (!type.toLowerCase(Locale.ROOT)
          .matches("application/json(\\s*;\\s*charset=\"?utf-8\"?)?")) {
        problems.add(
            "/Content-Type",
            "WRONG_FORM",
            "header",
            "应为 application/json",
            "must be application/json");
      } else {
        JsonNode json = parsed(request.body());
        if (json == null) {
          problems.add(
              "",
              "NOT_JSON",
              "body",
              "应为 UTF-8 的 JSON，且同一成员不得出现两次",
              "must be JSON in UTF-8 without duplicate members");
        } else {
          problems.addErrors(operation.bodySchema(), json, "", "body");
          problems.throwIfAny();
          return (ObjectNode) json;
        }
      }
    }
    problems.throwIfAny();
    return null;
  }

  private static @Nullable JsonNode parsed(byte[] body) {
    try {
      JsonNode json = STRICT.readTree(body);
      return json == null || json.isMissingNode() ? null : json;
    } catch (IOException e) {
      // Its message quotes the body.
      return null;
    }
  }
}
