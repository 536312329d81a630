package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.yiwang.internal.json.CanonicalJson;
import java.io.IOException;
import java.util.stream.Stream;

/** Fuzzes {@link CanonicalJson}. */
public final class CanonicalJsonFuzz implements FuzzTarget {
  @Override
  public Stream<byte[]> good() {
    return Stream.of(
            "{\"b\":[1,2.50,-0,1e21,5e-324,true,null],\"a\":{\"\\u20ac\":\"\\\\\\n\\u000f\"}}",
            "{\"numbers\":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]}",
            "{\"\\ud83d\\ude02\":\"smiley\",\"\\ufb33\":\"Hebrew\",\"1\":\"One\",\"\\r\":\"CR\"}")
        .map(text -> text.getBytes(UTF_8));
  }

  /** Checks that the canonical form has the same content, and is its own canonical form. */
  @Override
  public boolean read(byte[] bytes) throws IOException {
    byte[] canonical;
    try {
      canonical = CanonicalJson.of(bytes, null);
    } catch (IllegalArgumentException e) {
      FuzzTarget.assertQuotesNothing(e, new String(bytes, UTF_8));
      return false;
    }
    assertArrayEquals(canonical, CanonicalJson.of(canonical, null));
    assertEquals(tree(bytes), tree(canonical));
    return true;
  }

  /** Reads JSON with numbers as doubles, which they are in the canonical form. */
  private static JsonNode tree(byte[] json) throws IOException {
    return doubles(new ObjectMapper().readTree(json));
  }

  private static JsonNode doubles(JsonNode node) {
    if (node.isNumber()) {
      return JsonNodeFactory.instance.numberNode(node.doubleValue() + 0.0);
    }
    if (node.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode();
      node.forEach(each -> array.add(doubles(each)));
      return array;
    }
    if (node.isObject()) {
      var object = JsonNodeFactory.instance.objectNode();
      node.properties().forEach(each -> object.set(each.getKey(), doubles(each.getValue())));
      return object;
    }
    return node;
  }
}
