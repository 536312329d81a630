package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CampaignHandlersTest {
  private final HandlerTester tester = new HandlerTester();

  private JsonNode published(String campaign) {
    return tester.call("message.published").path("code", campaign).answers(200).get("items");
  }

  @Test
  void categories_areFortyAndTwoHundredAndTwentyThree() {
    JsonNode tree = tester.call("message.categories").answers(200).get("categories");
    Set<String> codes = new HashSet<>();
    int children = 0;
    for (JsonNode top : tree) {
      codes.add(top.get("code").textValue());
      for (JsonNode child : top.get("children")) {
        assertTrue(child.get("code").textValue().startsWith(top.get("code").textValue()));
        codes.add(child.get("code").textValue());
        children++;
      }
    }

    assertEquals(40, tree.size());
    assertEquals(223, children);
    assertEquals(263, codes.size());
  }

  @Test
  void categories_inEnglish_haveEnglishNames() {
    JsonNode tree = tester.call("message.categories").inEnglish().answers(200).get("categories");

    assertEquals("Transport", tree.at("/0/name").textValue());
    assertFalse(tree.toString().codePoints().anyMatch(Character::isIdeographic));
  }

  @Test
  void campaign_premier2017_hasItsNameAndDates() {
    JsonNode campaign = tester.call("message.campaign").path("code", "premier-2017").answers(200);

    assertEquals("2017年“我向总理说句话”", campaign.get("name").textValue());
    assertEquals("2016-12-20T00:00:00+08:00", campaign.get("opensAt").textValue());
    tester.call("message.campaign").path("code", "nothing").isRefused(404, "NOT_FOUND");
  }

  @Test
  void campaigns_listed_areOpenByTheClock() {
    JsonNode items = tester.call("message.campaigns").answers(200).get("items");
    int open = 0;
    for (JsonNode campaign : items) {
      String now = "2026-11-02T10:00:00+08:00";
      if (campaign.get("opensAt").textValue().compareTo(now) <= 0
          && campaign.get("closesAt").textValue().compareTo(now) > 0) {
        open++;
      }
    }

    assertEquals(4, items.size());
    assertEquals(2, open);
  }

  @Test
  void published_seeded_areNewestFirstInPages() {
    JsonNode page =
        tester
            .call("message.published")
            .path("code", "premier-2017")
            .query("limit", 3)
            .answers(200);
    JsonNode rest =
        tester
            .call("message.published")
            .path("code", "premier-2017")
            .query("limit", 3)
            .query("cursor", page.get("next").textValue())
            .answers(200);

    assertEquals(3, page.get("items").size());
    assertEquals(2, rest.get("items").size());
    assertFalse(rest.has("next"));
    assertEquals("2017-03-01T09:00:00+08:00", page.at("/items/0/publishedAt").textValue());
    tester.call("message.published").path("code", "nothing").isRefused(404, "NOT_FOUND");
  }

  private String submit(boolean anonymous, boolean mayPublish) {
    ObjectNode message = Json.object().put("title", "停车").put("body", "多建停车位。");
    message.put("campaign", "open-voices").put("region", "330106").put("language", "zh-CN");
    message.put("mayPublish", mayPublish);
    message.putObject("author").put("name", "王建国").put("anonymous", anonymous);
    return tester
        .call("message.submit")
        .header("idempotency-key", "k" + anonymous + mayPublish)
        .body(message)
        .answers(202)
        .get("messageId")
        .textValue();
  }

  @Test
  void published_message_masksOrOmitsTheAuthor() {
    assertEquals(0, published("open-voices").size());
    tester.handlers.messageControls().publish(submit(false, true));
    assertEquals("王**", published("open-voices").at("/0/author").textValue());
    tester.handlers.messageControls().publish(submit(true, true));

    assertEquals(2, published("open-voices").size());
    assertFalse(published("open-voices").toString().contains("王建国"));
    String secret = submit(false, false);
    assertThrows(
        IllegalStateException.class, () -> tester.handlers.messageControls().publish(secret));
  }
}
