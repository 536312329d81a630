package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Validates answers of handlers by the OpenAPI document. */
final class Contract {
  private static final JsonNode DOCUMENT = read();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Map<String, Schema> CACHE = new ConcurrentHashMap<>();

  private Contract() {}

  private static JsonNode read() {
    String name = "io/yiwang/igs-1.openapi.yaml";
    try (InputStream yaml = Contract.class.getClassLoader().getResourceAsStream(name)) {
      return new ObjectMapper(new YAMLFactory()).readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Set<String> operations() {
    Set<String> operations = new HashSet<>();
    for (JsonNode path : DOCUMENT.get("paths")) {
      for (JsonNode operation : path) {
        if (operation.has("operationId")) {
          operations.add(operation.get("operationId").textValue());
        }
      }
    }
    return operations;
  }

  private static JsonNode operation(String operationId) {
    for (JsonNode path : DOCUMENT.get("paths")) {
      for (JsonNode operation : path) {
        if (operation.path("operationId").asText().equals(operationId)) {
          return operation;
        }
      }
    }
    throw new AssertionError(operationId + " is not in the document");
  }

  /** Fails unless the document allows the answer. */
  static void check(String operationId, Answer answer) {
    JsonNode response = operation(operationId).at("/responses/" + answer.status());
    if (response.has("$ref")) {
      response = DOCUMENT.at(response.get("$ref").textValue().substring(1));
    }
    assertTrue(response.isObject(), operationId + " does not answer " + answer.status());
    if (answer.contentType() == null) {
      assertEquals(0, answer.content().length);
      return;
    }
    JsonNode content = response.get("content").get(answer.contentType());
    assertTrue(content != null, operationId + " does not answer " + answer.contentType());
    if (answer.contentType().equals("application/json")) {
      validate(content.at("/schema/$ref"), text(answer));
    } else if (answer.contentType().equals("application/x-ndjson")) {
      text(answer)
          .lines()
          .forEach(line -> validate(content.at("/schema/x-line-schema/$ref"), line));
    }
  }

  static String text(Answer answer) {
    return new String(answer.content(), StandardCharsets.UTF_8);
  }

  private static void validate(JsonNode ref, String json) {
    Schema schema = CACHE.computeIfAbsent(ref.textValue(), Contract::schema);
    try {
      List<?> errors = schema.validate(Json.MAPPER.readTree(json));
      assertEquals(List.of(), errors, ref.textValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Schema schema(String ref) {
    ObjectNode root = Json.object().put("$ref", ref);
    root.putObject("components").set("schemas", DOCUMENT.at("/components/schemas"));
    return SCHEMAS.getSchema(root);
  }

  /** Fails unless the document lists the refusal for the operation. */
  static void check(String operationId, Refusal refusal) {
    String status = Integer.toString(refusal.status());
    Set<String> codes = new HashSet<>();
    JsonNode own = operation(operationId).get("x-error-codes").path(status);
    own.forEach(code -> codes.add(code.textValue()));
    JsonNode common = DOCUMENT.at("/components/x-common-error-codes");
    for (String group : List.of("anyRequest", "withToken", "withIdempotencyKey")) {
      common.path(group).path(status).forEach(code -> codes.add(code.textValue()));
    }
    assertTrue(
        codes.contains(refusal.code()), operationId + " is not refused with " + refusal.code());
    ObjectNode problem = Json.object();
    problem.put("type", "problems/" + refusal.code()).put("title", "x").put("traceId", "x");
    problem.put("status", refusal.status()).put("code", refusal.code());
    refusal
        .members("zh-CN")
        .forEach((name, value) -> problem.set(name, Json.MAPPER.valueToTree(value)));
    Schema schema = CACHE.computeIfAbsent("#/components/schemas/Problem", Contract::schema);
    assertEquals(List.of(), schema.validate(problem));
    Objects.requireNonNull(refusal.getMessage());
  }
}
