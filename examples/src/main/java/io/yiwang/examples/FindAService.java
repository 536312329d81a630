package io.yiwang.examples;

import io.yiwang.GovClient;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.ServiceGuide;
import io.yiwang.catalog.ServiceQuery;
import io.yiwang.catalog.ServiceSummary;
import io.yiwang.value.Language;
import io.yiwang.value.RegionCode;
import java.util.List;

/** 找一项服务. Finds a public service by what a citizen types, and reads its guide. */
public final class FindAService {
  private FindAService() {}

  /** Runs against a sandbox of its own, or with {@code --config FILE} against any gateway. */
  public static void main(String[] args) throws Exception {
    try (Arguments arguments = Arguments.of(args);
        GovClient gov = arguments.client().build()) {
      List<ServiceSummary> found = find(gov, arguments.platform().get("serviceText"));
      found.forEach(service -> System.out.println(service.code() + "  " + service.name()));

      ServiceGuide guide = new CatalogClient(gov).in(Language.EN).guide(found.get(0).code());
      System.out.println(guide.name() + " — " + guide.department().name());
      guide
          .materials()
          .forEach(
              material ->
                  System.out.println(
                      (material.required() ? "  must bring: " : "  may bring: ")
                          + material.name()));
      guide.fees().forEach(fee -> System.out.println("  costs: " + fee.name()));
    }
  }

  static List<ServiceSummary> find(GovClient gov, String text) {
    return new CatalogClient(gov)
        .search(ServiceQuery.text(text).region(new RegionCode("330100")).pageSize(5)).stream()
            .limit(5)
            .toList();
  }
}
