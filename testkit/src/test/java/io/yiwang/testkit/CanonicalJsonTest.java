package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {
  private static String canonical(String json) throws JsonProcessingException {
    return new String(CanonicalJson.bytes(Json.MAPPER.readTree(json)), UTF_8);
  }

  /** The sorting example of RFC 8785, section 3.2.3. */
  @Test
  void bytes_names_areSortedByUtf16CodeUnits() throws JsonProcessingException {
    String json =
        """
        {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh",
         "1": "One", "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control",
         "\\u00f6": "Latin Small Letter O With Diaeresis"}
        """;

    assertEquals(
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
            + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
            + "\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
        canonical(json));
  }

  /** The string of RFC 8785, section 3.2.2. */
  @Test
  void bytes_text_isEscapedAsLittleAsPossible() throws JsonProcessingException {
    assertEquals(
        "[null,true,false,\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"]",
        canonical(
            "[null, true, false, \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"]"));
  }

  @Test
  void bytes_notASafeInteger_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> canonical("[1.5]"));
    assertThrows(IllegalArgumentException.class, () -> canonical("[9007199254740992]"));
  }
}
