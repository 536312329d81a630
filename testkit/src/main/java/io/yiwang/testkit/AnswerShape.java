package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Checks answers against the OpenAPI document. */
final class AnswerShape {
  private static final int MOST_FOUND = 100;

  private AnswerShape() {}

  /** Returns the violations of the document, each with operation, status, place and rule. */
  static List<String> violations(Operation operation, Answer answer) {
    String of = operation.id() + " " + answer.status() + ": ";
    JsonNode response = operation.response(answer.status());
    if (response.isMissingNode()) {
      return List.of(of + "the document has no such answer");
    }
    if (answer.contentType() == null) {
      return response.has("content") ? List.of(of + "a body is missing") : List.of();
    }
    JsonNode content = response.path("content").get(answer.contentType());
    if (content == null) {
      return List.of(of + "the document has no " + answer.contentType());
    }
    List<String> found = new ArrayList<>();
    if (answer.contentType().endsWith("json") && !answer.contentType().endsWith("ndjson")) {
      check(content.get("schema"), new String(answer.content(), UTF_8), of, found);
    } else if (content.at("/schema/x-line-schema").isObject()) {
      new String(answer.content(), UTF_8)
          .lines()
          .limit(200)
          .forEach(line -> check(content.at("/schema/x-line-schema"), line, of, found));
    }
    return found;
  }

  private static void check(JsonNode schema, String json, String of, List<String> found) {
    if (json.length() > Json.LARGEST) {
      found.add(of + "JSON of more than " + Json.LARGEST + " characters");
      return;
    }
    if (found.size() >= MOST_FOUND) {
      return;
    }
    try {
      for (Error error : ApiDocument.errors(schema, Json.MAPPER.readTree(json))) {
        found.add(of + error.getInstanceLocation() + " violates " + error.getKeyword());
        if (found.size() >= MOST_FOUND) {
          return;
        }
      }
    } catch (IOException e) {
      found.add(of + "not JSON");
    }
  }
}
