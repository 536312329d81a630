package io.yiwang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswersTest {
  record Answer(String name, @Nullable Integer count) {}

  @Test
  void read_unknownMember_isIgnoredAsByAClient() {
    assertEquals(
        new Answer("a", null), Answers.read(Answer.class, "{\"name\": \"a\", \"new\": [1]}"));
  }

  @Test
  void read_memberMissingOrTwice_isRefusedNamingTheRecord() {
    for (String json :
        new String[] {"{\"count\": 1}", "{\"name\": \"a\", \"name\": \"b\"}", "[]", ""}) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> Answers.read(Answer.class, json), json);
      assertTrue(e.getMessage().contains("Answer"), e.getMessage());
    }
  }
}
