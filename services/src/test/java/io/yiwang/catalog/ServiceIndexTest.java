package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.value.RegionCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceIndexTest extends LocalCatalogFixture {
  @Test
  void search_regionOfEachLevel_findsItsServicesAndThoseAround() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(
          catalog,
          snapshot(
              at("V", "村里的护照", "330106001201"),
              at("T", "街道的护照", "330106001000"),
              at("S", "另一街道的护照", "330106002"),
              at("C", "区里的护照", "330106"),
              at("P", "市里的护照", "3301"),
              at("N", "省里的护照", "33"),
              at("Z", "全国的护照", "000000")));

      for (Map.Entry<String, List<String>> each :
          Map.of(
                  "330106001201", List.of("村里的护照", "街道的护照", "区里的护照", "市里的护照", "省里的护照", "全国的护照"),
                  "330106001", List.of("街道的护照", "区里的护照", "市里的护照", "省里的护照", "全国的护照"),
                  "330106002000", List.of("另一街道的护照", "区里的护照", "市里的护照", "省里的护照", "全国的护照"),
                  "330106000000", List.of("区里的护照", "市里的护照", "省里的护照", "全国的护照"),
                  "33", List.of("省里的护照", "全国的护照"))
              .entrySet()) {
        LocalSearchResult found =
            catalog.search(LocalSearchQuery.text("护照").region(new RegionCode(each.getKey())));
        assertEquals(
            each.getValue().stream().sorted().toList(),
            found.hits().stream().map(hit -> hit.service().name()).sorted().toList(),
            each.getKey());
      }
    }
  }

  @Test
  void search_oneOrTwoDigits_findsThemWithinANameAlone() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot(service("A1", "新能源12米客车登记"), service("A2", "居住证")));

      assertEquals(List.of("新能源12米客车登记"), found(catalog, "12"));
      assertEquals(List.of("新能源12米客车登记"), found(catalog, "12米"));
    }
  }

  @Test
  void search_longOrBrokenTexts_areCutOff() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot(service("A1", "护照签发", "护照"), service("A2", "居住证")));

      assertEquals(List.of("护照签发"), found(catalog, "护照" + "😀".repeat(500)));
      assertEquals(List.of("护照签发"), found(catalog, "a".repeat(99) + "😀 护照"));
      assertEquals(List.of("护照签发"), found(catalog, "护照\ud83d"));
      assertEquals(List.of("护照签发"), found(catalog, "\udc00护照"));
      assertEquals(2, found(catalog, "\ud840").size());
      // No service has the pair, so one that has a character of it is found.
      assertEquals(List.of("居住证"), found(catalog, "居屯"));
      assertEquals(2, catalog.search(LocalSearchQuery.text("")).hits().size());
      assertEquals(2, catalog.search(LocalSearchQuery.text("、。！")).hits().size());
    }
  }

  /** A letter is missing, added, wrong, or two are swapped; or a blank is missing. */
  @Test
  void search_misspelledEnglish_findsTheSimilarWord() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(
          catalog,
          snapshot(
              service("A1", "大型活动许可", "concert", "large event"),
              service("A2", "户口迁移", "household registration"),
              english("A3", "Recognition as a guide")));
      for (String misspelled : List.of("concrt", "conccert", "conzert", "cnocert", "largeevent")) {
        assertEquals(List.of("大型活动许可"), found(catalog, misspelled), misspelled);
      }
      for (String misspelled :
          List.of("houshold", "householdregistration", "household regstration")) {
        assertEquals(List.of("户口迁移"), found(catalog, misspelled), misspelled);
      }
      assertEquals(List.of("Recognition as a guide"), found(catalog, "recogniton"));
      assertEquals(List.of(), found(catalog, "x".repeat(150) + "q".repeat(150)));
    }
  }

  /** People name what they already have, which they do not search for. */
  @Test
  void search_textWithAnExclusion_ignoresIt() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot(service("A1", "公司设立登记", "营业执照"), service("A2", "药品零售企业许可", "药店")));

      assertEquals("药品零售企业许可", found(catalog, "开药店除了营业执照以外还要办什么").get(0));
      assertEquals("药品零售企业许可", found(catalog, "開藥店，除營業執照之外還要什麼").get(0));
      assertEquals(List.of("公司设立登记"), found(catalog, "除了营业执照以外"));
    }
  }

  @Test
  void search_beginningOfACode_findsItsServices() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot(service("11330106MB2F1", "护照"), service("11330106MB2E2", "居住证")));

      assertEquals(List.of("护照"), found(catalog, "11330106mb2f"));
      assertEquals(2, found(catalog, "11330106").size());
      assertEquals(
          List.of("居住证"),
          catalog
              .search(
                  LocalSearchQuery.text("11330106MB2E2").region(new RegionCode("330106")).facets())
              .hits()
              .stream()
              .map(hit -> hit.service().name())
              .toList());
    }
  }
}
