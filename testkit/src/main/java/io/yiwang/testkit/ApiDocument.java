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

/** The OpenAPI document of IGS/1: its paths, and its schemas ready to check. Thread-safe. */
final class ApiDocument {
  /** Written from the YAML by {@code ApiDocumentTest}: reading that takes longer than the rest. */
  static final String JSON = "igs-1.openapi.json";

  private static final JsonNode ROOT = read();

  /** Where the schemas that others refer to are: each is compiled once for all of them. */
  private static final String SHARED = "urn:igs-1";

  private static final String COMPONENT = "#/components/schemas/";

  /** The validator takes long to load, and is first needed for a call. */
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

  /** By the node itself: to compare two nodes takes longer than to check a value. */
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

  /** Returns the paths of the document, with their operations. */
  static JsonNode paths() {
    return ROOT.get("paths");
  }

  /** Returns the node itself, or what it refers to. */
  static JsonNode resolved(JsonNode node) {
    JsonNode at = node;
    while (at.has("$ref")) {
      at = ROOT.at(at.get("$ref").textValue().substring(1));
    }
    return at;
  }

  /** Returns what is wrong with a value. */
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

  /** Returns a copy that names shared schemas by their place, without the document's own words. */
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
