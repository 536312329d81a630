package io.yiwang.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON trees, the only form in which the sandbox knows a body. */
final class Json {
  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
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
