package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class QueryFiltersTest extends LocalCatalogFixture {
  private static ServiceSummary of(
      String code, String name, String department, Audience... audiences) {
    ServiceSummary usual = service(code, name);
    return new ServiceSummary(
        usual.code(),
        null,
        name,
        usual.region(),
        new Department(department, "西湖区 " + department),
        TYPE,
        List.of(audiences),
        List.of(),
        List.of(),
        List.of(),
        ONLINE,
        null,
        false,
        "zh-CN",
        THEN);
  }

  private static List<String> codes(LocalCatalog catalog, LocalSearchQuery query) throws Exception {
    return catalog.search(query).hits().stream().map(hit -> hit.service().code().value()).toList();
  }

  @Test
  void search_department_findsItsServicesAlone() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(
          catalog,
          snapshot(of("A1", "护照签发", "D1"), of("A2", "护照签发", "D2"), of("A3", "居住证签发", "D2")));

      assertEquals(List.of("A2"), codes(catalog, LocalSearchQuery.text("护照").department("D2")));
      assertEquals(
          List.of("A2", "A3"),
          codes(catalog, LocalSearchQuery.text("").department("D2")).stream().sorted().toList());
      assertEquals(List.of(), codes(catalog, LocalSearchQuery.text("").department("D3")));
    }
  }

  @Test
  void search_ofAForeigner_findsWhatIsForForeignersFirst() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(
          catalog,
          snapshot(
              of("A1", "居留许可", "D1", Audience.PERSON),
              of("A2", "外国人居留许可签发", "D1", Audience.PERSON, Audience.FOREIGNER),
              of("A3", "公司居留许可", "D1", Audience.ENTERPRISE)));

      for (String text : List.of("", "居留许可")) {
        assertEquals(
            List.of("A2", "A1"),
            codes(catalog, LocalSearchQuery.text(text).audience(Audience.FOREIGNER)),
            text);
      }
    }
  }
}
