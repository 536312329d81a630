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
 * 找一项服务. Mirrors the catalog, and then finds services by what a citizen types, in Chinese, pinyin
 * or English, without asking the network; the guide of the one chosen comes from the gateway. Where
 * nobody is at the terminal, it looks for one by itself.
 */
public final class FindAService {
  private static final RegionCode XIHU = new RegionCode("330106");
  private static final int SHOWN = 8;

  private FindAService() {}

  /** Runs against its own sandbox, or with {@code --config FILE} against any gateway. */
  public static void main(String[] args) throws Exception {
    try (Arguments arguments = Arguments.of(args);
        GovClient gov = arguments.client().build();
        LocalCatalog mirror = LocalCatalog.open(arguments.platform().file("mirror"))) {
      run(gov, mirror, arguments.platform().get("serviceText"), questions());
    }
  }

  private static Questions questions() {
    return new Questions(System.in, System.out);
  }

  static void run(GovClient gov, LocalCatalog mirror, String sample, Questions questions)
      throws IOException {
    CatalogClient catalog = new CatalogClient(gov);
    mirror.refresh(catalog, count -> {});
    questions.tell("本机目录 services here: " + mirror.size());
    Optional<String> typed = questions.ask("找什么 what do you look for?");
    if (typed.isEmpty()) {
      show(catalog, search(mirror, sample).hits().get(0).service(), questions);
    }
    while (typed.isPresent() && !typed.get().isBlank()) {
      LocalSearchResult found = search(mirror, typed.get());
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

  private static LocalSearchResult search(LocalCatalog mirror, String text) throws IOException {
    return mirror.search(LocalSearchQuery.text(text).region(XIHU).limit(SHOWN));
  }

  /** Returns the name, with what answers the text in brackets, and whose it is. */
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

  /** Returns the same by the gateway's own search. */
  static List<ServiceSummary> find(GovClient gov, String text) {
    return new CatalogClient(gov)
        .search(ServiceQuery.text(text).region(new RegionCode("330100")).pageSize(5)).stream()
            .limit(5)
            .toList();
  }
}
