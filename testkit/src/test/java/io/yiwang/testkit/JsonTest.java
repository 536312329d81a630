package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "7", "\"x\"", "{", "[1,", "<html>"})
  void parseLeniently_notAnObjectOrArray_isMissing(String body) {
    assertTrue(Json.parseLeniently(body.getBytes(UTF_8)).isMissingNode());
  }

  @Test
  void parseLeniently_objectOrArray_isRead() {
    assertEquals(7, Json.parseLeniently(" {\"a\": 7}".getBytes(UTF_8)).path("a").intValue());
    assertEquals(2, Json.parseLeniently("\n[1, 2]".getBytes(UTF_8)).size());
  }

  @Test
  void parseLeniently_tooLarge_isMissing() {
    byte[] large = ("[" + " ".repeat(Json.LARGEST) + "]").getBytes(UTF_8);

    assertTrue(Json.parseLeniently(large).isMissingNode());
  }
}
