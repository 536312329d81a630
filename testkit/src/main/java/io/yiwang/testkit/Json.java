package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON as trees; the sandbox has no other model of bodies. */
final class Json {
  /** The longest JSON that is parsed: as a tree it takes many times as much memory. */
  static final int LARGEST = 4 << 20;

  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /**
   * Parses what anybody may have sent; returns a missing node if it is not an object or an array in
   * JSON, or has more than {@link #LARGEST} bytes.
   */
  static JsonNode parseLeniently(byte[] body) {
    int start = 0;
    while (start < body.length && Character.isWhitespace(body[start])) {
      start++;
    }
    if (body.length > LARGEST
        || start == body.length
        || (body[start] != '{' && body[start] != '[')) {
      return MissingNode.getInstance();
    }
    try {
      return MAPPER.readTree(new String(body, UTF_8));
    } catch (IOException e) {
      // Its message quotes the body.
      return MissingNode.getInstance();
    }
  }

  /** Returns a member as text; absent if it is missing or null. */
  static @Nullable String text(JsonNode object, String member) {
    JsonNode value = object.get(member);
    return value == null || value.isNull() ? null : value.asText();
  }

  /** Returns a member as text that the document requires. */
  static String required(JsonNode object, String member) {
    return Objects.requireNonNull(text(object, member), member);
  }

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }
}
