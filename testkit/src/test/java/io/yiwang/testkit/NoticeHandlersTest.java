package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeHandlersTest {
  private final HandlerTester tester = new HandlerTester();

  private HandlerTester.Call list() {
    return tester.call("notice.list");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NEWS",
        "PREMIER",
        "POLICY",
        "DEPARTMENTS",
        "DATA",
        "TOPICS",
        "PICTURES",
        "VIDEOS"
      })
  void list_channel_hasNoticesInBothLanguages(String channel) {
    JsonNode chinese = list().query("channel", channel).answers(200).get("items");
    JsonNode english =
        list().query("channel", channel).query("language", "en").answers(200).get("items");

    assertTrue(chinese.size() > 0);
    assertEquals(chinese.size(), english.size());
    for (JsonNode notice : english) {
      assertEquals(channel, notice.get("channel").textValue());
      assertEquals("en", notice.get("language").textValue());
      assertFalse(notice.get("title").textValue().codePoints().anyMatch(Character::isIdeographic));
    }
  }

  @Test
  void list_pages_areNewestFirstAndCoverEverythingOnce() {
    Set<String> ids = new HashSet<>();
    String newest = "9";
    String cursor = null;
    do {
      HandlerTester.Call call = list().query("limit", 7);
      JsonNode page = (cursor == null ? call : call.query("cursor", cursor)).answers(200);
      for (JsonNode notice : page.get("items")) {
        assertTrue(ids.add(notice.get("id").textValue()));
        assertTrue(notice.get("publishedAt").textValue().compareTo(newest) <= 0);
        newest = notice.get("publishedAt").textValue();
      }
      cursor = page.has("next") ? page.get("next").textValue() : null;
    } while (cursor != null);

    assertEquals(25, ids.size());
  }

  @Test
  void list_since_isInclusive() {
    String second = list().answers(200).at("/items/1/publishedAt").textValue();

    assertEquals(2, list().query("since", second).answers(200).get("items").size());
  }

  @Test
  void list_withoutLanguage_isInThatOfTheAnswer() {
    assertEquals("en", list().inEnglish().answers(200).at("/items/0/language").textValue());
    assertEquals(
        "zh-CN",
        list()
            .query("language", "zh-CN")
            .inEnglish()
            .answers(200)
            .at("/items/0/language")
            .textValue());
  }

  @Test
  void list_policies_nameTheirStage() {
    Set<String> stages = new HashSet<>();
    list()
        .query("channel", "POLICY")
        .answers(200)
        .get("items")
        .forEach(notice -> stages.add(notice.get("stage").textValue()));

    assertEquals(Set.of("DECISION", "EXECUTION", "MANAGEMENT", "SERVICE", "RESULT"), stages);
  }
}
