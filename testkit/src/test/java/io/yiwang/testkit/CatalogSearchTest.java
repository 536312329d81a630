package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogSearchTest {
  private final HandlerTester tester = new HandlerTester(2_000);

  private JsonNode find(String... filters) {
    HandlerTester.Call call = tester.call("catalog.search").query("limit", 100);
    for (int i = 0; i < filters.length; i += 2) {
      call.query(filters[i], filters[i + 1]);
    }
    return call.answers(200).get("items");
  }

  @ParameterizedTest
  @CsvSource({
    "普通护照签发, 普通护照签发",
    "护照, 普通护照签发",
    "怎么办护照, 普通护照签发",
    "护照 怎么办, 普通护照签发",
    "passport, 普通护照签发",
    "How to get driving licence renewal?, 机动车驾驶证期满换证",
    "换驾照, 机动车驾驶证期满换证",
    "违停罚款缴纳, 人行道违停罚款缴纳",
    "我的违停罚款怎么交, 人行道违停罚款缴纳",
    "parking fine, 人行道违停罚款缴纳",
    "营业执照 开公司, 公司设立登记",
    "ＰＡＳＳＰＯＲＴ, 普通护照签发",
    "household registration newborn, 出生登记（新生儿落户）",
    "社保卡 补卡, 社会保障卡补领、换领"
  })
  void search_citizensWords_findTheServiceFirst(String text, String name) {
    JsonNode found = find("text", text, "region", "330106");

    assertEquals(name, found.at("/0/name").textValue());
  }

  @Test
  void search_place_inText_findsTheServicesThere() {
    JsonNode found = find("text", "西湖区 养犬登记");

    assertEquals("330106", found.at("/0/region").textValue());
    assertEquals("养犬登记", found.at("/0/name").textValue());
  }

  @Test
  void search_department_inText_findsItsServices() {
    for (JsonNode service : find("text", "税务局", "region", "330106")) {
      assertTrue(service.at("/department/name").textValue().endsWith("税务局"));
    }
    assertTrue(find("text", "税务局", "region", "330106").size() > 0);
  }

  @Test
  void search_unknownWord_findsNothing() {
    assertEquals(0, find("text", "护照 xyzzy").size());
  }

  @Test
  void search_region_includesItsDistricts() {
    for (String region : List.of("33", "3301", "330100", "330106")) {
      JsonNode found = find("region", region, "text", "普通护照签发");
      assertTrue(found.size() > 0, region);
      for (JsonNode service : found) {
        assertTrue(Regions.within(service.get("region").textValue(), region));
      }
    }
    assertEquals("330100", find("region", "330100", "text", "普通护照签发").at("/0/region").textValue());
    assertEquals(
        "330106", find("region", "330106001002", "text", "普通护照签发").at("/0/region").textValue());
    assertTrue(find("region", "000000").size() > 0);
  }

  @Test
  void search_filters_areCombined() {
    JsonNode found =
        find(
            "type",
            "20",
            "audience",
            "PERSON",
            "theme",
            "jiao-tong-chu-xing",
            "online",
            "WHOLE",
            "payable",
            "true",
            "collection",
            "zhang-shang-ban",
            "region",
            "3301");

    assertTrue(found.size() > 0);
    for (JsonNode service : found) {
      assertEquals("20", service.get("type").textValue());
      assertEquals("WHOLE", service.get("online").textValue());
      assertTrue(service.get("payable").booleanValue());
      assertTrue(service.get("audiences").toString().contains("PERSON"));
      assertTrue(service.get("themes").toString().contains("jiao-tong-chu-xing"));
      assertTrue(service.get("collections").toString().contains("zhang-shang-ban"));
    }
    for (JsonNode service : find("payable", "false", "region", "3301")) {
      assertFalse(service.get("payable").booleanValue());
    }
  }

  @Test
  void search_departmentCode_isExact() {
    String code = find("text", "普通护照签发", "region", "330106").at("/0/department/code").textValue();

    JsonNode found = find("department", code);
    assertTrue(found.size() > 10);
    for (JsonNode service : found) {
      assertEquals(code, service.at("/department/code").textValue());
      assertEquals("330106", service.get("region").textValue());
    }
  }

  @Test
  void search_pages_coverEverythingOnce() {
    Set<String> codes = new HashSet<>();
    String cursor = null;
    int pages = 0;
    do {
      HandlerTester.Call call = tester.call("catalog.search").query("region", "330100");
      JsonNode page = (cursor == null ? call : call.query("cursor", cursor)).answers(200);
      page.get("items").forEach(service -> assertTrue(codes.add(service.get("code").textValue())));
      cursor = page.has("next") ? page.get("next").textValue() : null;
      pages++;
    } while (cursor != null);

    assertEquals((codes.size() + 19) / 20, pages);
    assertTrue(codes.size() > 400);
  }

  @Test
  void search_cursorOfAnotherSearch_isRefused() {
    String cursor = tester.call("catalog.search").answers(200).get("next").textValue();

    tester
        .call("catalog.search")
        .query("text", "护照")
        .query("cursor", cursor)
        .isRefused(400, "BAD_REQUEST");
    tester.call("catalog.search").query("cursor", "???").isRefused(400, "BAD_REQUEST");
  }

  @Test
  void search_inEnglish_answersInEnglish() {
    JsonNode page =
        tester
            .call("catalog.search")
            .query("text", "护照")
            .query("region", "330106")
            .inEnglish()
            .answers(200);

    assertEquals("Issue of an ordinary passport", page.at("/items/0/name").textValue());
    assertEquals("passport", page.at("/items/0/keywords/0").textValue());
  }

  @Test
  void search_twoHundredThousandServices_isFast() {
    HandlerTester large = new HandlerTester(200_000);
    large.call("catalog.search").query("text", "护照").answers(200);

    assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          for (String text : List.of("驾驶证", "passport", "社会保险", "杭州 公司", "税务局")) {
            assertTrue(
                large.call("catalog.search").query("text", text).answers(200).get("items").size()
                    > 0);
          }
        });
  }
}
