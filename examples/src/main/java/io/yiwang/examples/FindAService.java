package io.yiwang.examples;

import io.yiwang.GovClient;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.Department;
import io.yiwang.catalog.LocalCatalog;
import io.yiwang.catalog.LocalSearchQuery;
import io.yiwang.catalog.LocalSearchResult;
import io.yiwang.catalog.ServiceGuide;
import io.yiwang.catalog.ServiceQuery;
import io.yiwang.catalog.ServiceSummary;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * 找一项服务. Copies the catalog to this machine and searches it by text in Chinese, pinyin or English,
 * without the network; the guide of the chosen service comes from the gateway. Without input, it
 * searches for a sample.
 */
public final class FindAService {
  private static final RegionCode XIHU = new RegionCode("330106");
  private static final int SHOWN = 8;

  private FindAService() {}

  /** Runs on its own sandbox, or with {@code --config FILE} on any gateway. */
  public static void main(String[] args) throws Exception {
    try (Arguments arguments = Arguments.of(args);
        GovClient gov = arguments.client().build();
        LocalCatalog local = LocalCatalog.open(arguments.platform().file("catalog"))) {
      run(gov, local, arguments.platform().get("serviceText"), questions());
    }
  }

  private static Questions questions() {
    return new Questions(System.in, System.out);
  }

  static void run(GovClient gov, LocalCatalog local, String sample, Questions questions)
      throws IOException {
    CatalogClient catalog = new CatalogClient(gov);
    local.refresh(catalog, count -> {});
    questions.tell("本机目录 services here: " + local.size());
    Optional<String> typed = questions.ask("找什么 what do you look for?");
    if (typed.isEmpty()) {
      show(catalog, search(local, sample).hits().get(0).service(), questions);
    }
    while (typed.isPresent() && !typed.get().isBlank()) {
      LocalSearchResult found = search(local, typed.get());
      Optional<Integer> chosen =
          questions.choose(
              "第几个，回车重找 which one, enter to look again:",
              found.hits().stream().map(FindAService::line).toList());
      if (chosen.isPresent()) {
        show(catalog, found.hits().get(chosen.get()).service(), questions);
      }
      typed = questions.ask("找什么 what do you look for?");
    }
  }

  private static LocalSearchResult search(LocalCatalog local, String text) throws IOException {
    return local.search(LocalSearchQuery.text(text).region(XIHU).limit(SHOWN));
  }

  /** Returns the name, with the matched text in brackets, and the department. */
  private static String line(LocalSearchResult.Hit hit) {
    StringBuilder name = new StringBuilder(Objects.toString(hit.service().name(), ""));
    List<LocalSearchResult.Span> spans = hit.highlights();
    for (int i = spans.size() - 1; i >= 0; i--) {
      name.insert(spans.get(i).end(), '】').insert(spans.get(i).start(), '【');
    }
    return name + "  " + nameOf(hit.service().department());
  }

  private static String nameOf(@Nullable Department department) {
    return department == null ? "" : Objects.toString(department.name(), "");
  }

  private static void show(CatalogClient catalog, ServiceSummary service, Questions questions) {
    ServiceGuide guide = catalog.guide(service.code());
    questions.tell(guide.name() + " — " + nameOf(guide.department()));
    guide
        .materials()
        .forEach(
            each ->
                questions.tell(
                    (Boolean.TRUE.equals(each.required())
                            ? "  必带 must bring: "
                            : "  可带 may bring: ")
                        + each.name()));
    guide.steps().forEach(each -> questions.tell("  步骤 step: " + each.name()));
    guide.fees().forEach(each -> questions.tell("  收费 fee: " + each.name()));
    guide
        .places()
        .forEach(
            each ->
                questions.tell(
                    "  地点时间 where and when: "
                        + each.name()
                        + (each.address() == null ? "" : "，" + each.address())
                        + (each.hours() == null ? "" : "，" + each.hours())));
  }

  /** Returns the result of the gateway's own search. */
  static List<ServiceSummary> find(GovClient gov, String text) {
    return new CatalogClient(gov)
        .search(ServiceQuery.text(text).region(new RegionCode("330100")).pageSize(5)).stream()
            .limit(5)
            .toList();
  }
}
