package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogControlsTest {
  private final HandlerTester tester = new HandlerTester(2_000);
  private final Seed seed = tester.handlers.seed();
  private final CatalogControls controls = tester.handlers.catalogControls();

  private JsonNode guide(String code) {
    return tester.call("catalog.guide").path("code", code).answers(200);
  }

  private Answer snapshot() {
    return tester.call("catalog.snapshot").raw();
  }

  private static String cursor(Answer snapshot) {
    return Objects.requireNonNull(snapshot.headers().get("Igs-Cursor"));
  }

  private JsonNode changes(String since) {
    return tester.call("catalog.changes").query("since", since).query("limit", 2).answers(200);
  }

  @Test
  void guide_known_isCompleteInBothLanguages() {
    String code = seed.serviceCode("普通护照签发", "330106");

    JsonNode guide = guide(code);
    assertEquals(12000, guide.at("/fees/0/amount").intValue());
    assertEquals("浙江省杭州市西湖区公安局", guide.at("/department/name").textValue());
    assertEquals("普通护照", guide.at("/results/0/name").textValue());
    assertTrue(guide.get("payable").booleanValue());
    JsonNode english = tester.call("catalog.guide").path("code", code).inEnglish().answers(200);
    assertEquals("Issue of an ordinary passport", english.get("name").textValue());
    assertEquals("en", english.get("language").textValue());
    assertTrue(english.at("/department/name").textValue().startsWith("Public Security Authority"));
  }

  @Test
  void guide_inEnglish_namesItsSteps() {
    String code = seed.serviceCode("普通护照签发", "330106");

    JsonNode guide = tester.call("catalog.guide").path("code", code).inEnglish().answers(200);

    assertEquals(
        List.of("Acceptance", "Examination", "Decision"),
        guide.get("steps").findValuesAsText("name"));
  }

  @Test
  void guide_everyServiceOfADistrict_isOfTheDocument() {
    for (String line : Contract.text(snapshot()).split("\n")) {
      JsonNode service = HandlerTester.read(line.getBytes(UTF_8));
      if (service.get("region").textValue().equals("330106")) {
        assertEquals(service.get("name"), guide(service.get("code").textValue()).get("name"));
      }
    }
  }

  @Test
  void guide_provinceAndCity_nameTheirDepartments() {
    assertEquals(
        "浙江省市场监督管理局",
        guide(seed.serviceCode("公司设立登记", "330000")).at("/department/name").textValue());
    assertEquals(
        "浙江省杭州市市场监督管理局",
        guide(seed.serviceCode("公司设立登记", "330100")).at("/department/name").textValue());
  }

  @Test
  void guide_unknown_isUnknown() {
    for (String code : List.of("x", "11110000000021135M2000117008000", "1".repeat(31))) {
      tester.call("catalog.guide").path("code", code).isRefused(404, "SERVICE_UNKNOWN");
    }
  }

  @Test
  void guide_withdrawn_namesItsReplacement() {
    Refusal refusal =
        tester
            .call("catalog.guide")
            .path("code", seed.withdrawnServiceCode())
            .isRefused(410, "SERVICE_WITHDRAWN");

    assertEquals(
        seed.serviceCode("企业名称自主申报", "330106"), refusal.members("zh-CN").get("replacedBy"));
  }

  @Test
  void withdraw_service_isGoneEverywhere() {
    String code = seed.serviceCode("养犬登记", "330106");
    controls.withdraw(code, null);

    Refusal refusal =
        tester.call("catalog.guide").path("code", code).isRefused(410, "SERVICE_WITHDRAWN");
    assertFalse(refusal.members("zh-CN").containsKey("replacedBy"));
    assertFalse(Contract.text(snapshot()).contains(code));
    JsonNode found =
        tester.call("catalog.search").query("text", "养犬登记").query("region", "330106").answers(200);
    assertEquals(0, found.get("items").size());
    assertThrows(IllegalArgumentException.class, () -> controls.update(code));
  }

  @Test
  void changes_sinceTheSnapshot_areOrderedAndPaged() {
    String start = cursor(snapshot());
    String first = seed.serviceCode("养犬登记", "330106");
    String second = seed.serviceCode("普通护照签发", "330106");
    tester.clock.advance(Duration.ofHours(1));
    controls.update(first);
    controls.update(second);
    controls.withdraw(first, second);

    JsonNode part = changes(start);
    assertEquals("WITHDRAW", part.at("/items/0/op").textValue());
    assertEquals(second, part.at("/items/1/service/code").textValue());
    assertEquals("2026-11-02T11:00:00+08:00", part.at("/items/1/service/updatedAt").textValue());
    assertTrue(part.get("more").booleanValue());
    JsonNode rest = changes(part.get("next").textValue());
    assertEquals(first, rest.at("/items/0/code").textValue());
    assertFalse(rest.get("more").booleanValue());
    JsonNode none = changes(rest.get("next").textValue());
    assertEquals(0, none.get("items").size());
    assertEquals(cursor(snapshot()), none.get("next").textValue());
  }

  @Test
  void changes_cursorForgottenOrForeign_isExpired() {
    String start = cursor(snapshot());
    controls.update(seed.serviceCode("养犬登记", "330106"));
    String now = cursor(snapshot());
    controls.forgetChanges();

    for (String since : List.of(start, "c.ff.0", "c.1.99", "x")) {
      tester.call("catalog.changes").query("since", since).isRefused(410, "CURSOR_EXPIRED");
    }
    assertEquals(0, changes(now).get("items").size());
  }

  @Test
  void snapshot_holdsEveryServiceOnce() {
    String[] lines = Contract.text(snapshot()).split("\n");
    Set<String> codes = new HashSet<>();
    for (String line : lines) {
      codes.add(HandlerTester.read(line.getBytes(UTF_8)).get("code").textValue());
    }

    assertEquals(2_000, lines.length);
    assertEquals(2_000, codes.size());
  }

  @Test
  void snapshot_unchanged_isNotSentAgain() {
    String tag = Objects.requireNonNull(snapshot().headers().get("ETag"));

    Answer same = tester.call("catalog.snapshot").header("if-none-match", tag).raw();
    assertEquals(304, same.status());
    assertEquals(tag, same.headers().get("ETag"));
    Answer english = tester.call("catalog.snapshot").header("if-none-match", tag).inEnglish().raw();
    assertEquals(200, english.status());
    controls.update(seed.serviceCode("养犬登记", "330106"));
    assertNotEquals(tag, snapshot().headers().get("ETag"));
    assertEquals(200, tester.call("catalog.snapshot").header("if-none-match", tag).raw().status());
  }

  @Test
  void collections_countTheirServices() {
    JsonNode items = tester.call("catalog.collections").answers(200).get("items");

    assertTrue(items.size() >= 5);
    for (JsonNode collection : items) {
      JsonNode page =
          tester
              .call("catalog.search")
              .query("collection", collection.get("code").textValue())
              .query("limit", 1)
              .answers(200);
      assertTrue(collection.get("services").intValue() > 0);
      assertEquals(1, page.get("items").size());
    }
  }

  @Test
  void themes_ofOneAudience_areFewer() {
    JsonNode all = tester.call("catalog.themes").answers(200).get("items");
    JsonNode person =
        tester.call("catalog.themes").query("audience", "PERSON").answers(200).get("items");

    assertTrue(person.size() < all.size());
    assertTrue(person.toString().contains("交通出行"));
  }

  @Test
  void regions_all_haveParentsAndOpenServices() {
    JsonNode items = tester.call("catalog.regions").answers(200).get("items");
    Set<String> codes = new HashSet<>();
    items.forEach(region -> codes.add(region.get("code").textValue()));

    assertEquals(3214, items.size());
    for (JsonNode region : items) {
      assertTrue(!region.has("parent") || codes.contains(region.get("parent").textValue()));
      if (region.get("code").textValue().equals("330106")) {
        assertEquals("330100", region.get("parent").textValue());
        assertEquals("[\"FINES\",\"MESSAGES\",\"SIGNING\"]", region.get("openFor").toString());
      }
    }
  }
}
