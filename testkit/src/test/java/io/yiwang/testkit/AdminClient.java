package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Calls the admin API over HTTP and validates its answers by its document. */
final class AdminClient {
  static final JsonNode DOCUMENT = read();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private final GovSandbox sandbox;
  private final Map<String, String> headers = new LinkedHashMap<>();

  AdminClient(GovSandbox sandbox) {
    this.sandbox = sandbox;
    headers.put("Content-Type", "application/json");
  }

  private static JsonNode read() {
    String name = "io/yiwang/sandbox-admin.openapi.yaml";
    try (InputStream yaml = AdminClient.class.getClassLoader().getResourceAsStream(name)) {
      return new ObjectMapper(new YAMLFactory()).readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns every operation of the document, as method and path. */
  static Set<String> operations() {
    Set<String> all = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : DOCUMENT.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (method.getValue().has("operationId")) {
          all.add(method.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return all;
  }

  AdminClient header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  AdminClient without(String name) {
    headers.remove(name);
    return this;
  }

  HttpResponse<byte[]> send(String method, String path, String body)
      throws IOException, InterruptedException {
    URI uri = sandbox.endpoint().resolve(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body.replace('\'', '"')));
    headers.forEach(request::header);
    return HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }

  /** Returns the body of an answer; fails unless the document describes it. */
  JsonNode call(int status, String operation, String path, String body)
      throws IOException, InterruptedException {
    String method = operation.substring(0, operation.indexOf(' '));
    String template = operation.substring(operation.indexOf(' ') + 1);
    HttpResponse<byte[]> answer = send(method, AdminApi.BASE + path, body);
    String text = new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(status, answer.statusCode(), () -> operation + ": " + text);
    JsonNode described =
        DOCUMENT
            .get("paths")
            .path(template)
            .path(method.toLowerCase(java.util.Locale.ROOT))
            .path("responses");
    assertTrue(described.isObject(), operation);
    JsonNode response = resolve(described.path(Integer.toString(status)));
    if (response.isMissingNode()) {
      assertTrue(status >= 400, () -> operation + " does not describe " + status);
      response = resolve(described.get("default"));
    }
    if (answer.body().length == 0) {
      assertFalse(response.has("content"), operation);
      return Json.object();
    }
    String type = answer.headers().firstValue("content-type").orElse("");
    JsonNode content = response.path("content").path(type);
    assertTrue(content.isObject(), () -> operation + " does not describe " + type);
    if (!type.endsWith("json")) {
      return Json.object().put("bytes", answer.body());
    }
    JsonNode json = Json.MAPPER.readTree(answer.body());
    ObjectNode root = (ObjectNode) Objects.requireNonNull(content.get("schema")).deepCopy();
    root.set("components", DOCUMENT.get("components"));
    assertEquals(java.util.List.of(), SCHEMAS.getSchema(root).validate(json), operation);
    return json;
  }

  private static JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? DOCUMENT.at(node.get("$ref").textValue().substring(1)) : node;
  }

  static String status(JsonNode json) {
    return json.get("status").textValue();
  }
}
