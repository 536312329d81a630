package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The OpenAPI document of IGS/1, with its schemas ready for validation. Thread-safe. */
final class ApiDocument {
  /** The document as {@code ApiDocumentTest} writes it from the YAML, which is slow to read. */
  static final String JSON = "igs-1.openapi.json";

  private static final JsonNode ROOT = read();

  /** The identifier of the schemas that others refer to, which are compiled once. */
  private static final String SHARED = "urn:igs-1";

  private static final String COMPONENT = "#/components/schemas/";

  /** The validator, which takes long to load and is first needed for a call. */
  private static final Once<SchemaRegistry> SCHEMAS =
      new Once<>(
          () ->
              SchemaRegistry.withDialect(
                  Dialects.getOpenApi31(),
                  builder ->
                      builder
                          .schemas(Map.of(SHARED, shared().toString()))
                          .schemaRegistryConfig(
                              SchemaRegistryConfig.builder()
                                  .formatAssertionsEnabled(true)
                                  .build())));

  /** The compiled schemas by identity: comparing two nodes takes longer than validating a value. */
  private static final Map<JsonNode, Schema> COMPILED =
      Collections.synchronizedMap(new IdentityHashMap<>());

  private ApiDocument() {}

  private static JsonNode read() {
    try (InputStream json = ApiDocument.class.getResourceAsStream(JSON)) {
      return Json.MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the paths of the document with their operations. */
  static JsonNode paths() {
    return ROOT.get("paths");
  }

  /** Returns a node, or the one that it refers to. */
  static JsonNode resolved(JsonNode node) {
    JsonNode at = node;
    while (at.has("$ref")) {
      at = ROOT.at(at.get("$ref").textValue().substring(1));
    }
    return at;
  }

  /** Returns the errors of a value by a schema. */
  static List<com.networknt.schema.Error> errors(JsonNode schema, JsonNode value) {
    return COMPILED.computeIfAbsent(schema, ApiDocument::compiled).validate(value);
  }

  private static Schema compiled(JsonNode schema) {
    return SCHEMAS.get().getSchema(plain(schema));
  }

  private static ObjectNode shared() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("$defs", plain(ROOT.at("/components/schemas")));
    return root;
  }

  /** Returns a copy that refers to the shared schemas and has no extensions. */
  private static JsonNode plain(JsonNode node) {
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(
              member -> {
                JsonNode value = member.getValue();
                if (member.getKey().equals("$ref") && value.isTextual()) {
                  copy.put("$ref", value.textValue().replace(COMPONENT, SHARED + "#/$defs/"));
                } else if (!member.getKey().startsWith("x-")) {
                  copy.set(member.getKey(), plain(value));
                }
              });
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      node.forEach(each -> copy.add(plain(each)));
      return copy;
    }
    return node;
  }
}
