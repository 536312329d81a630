package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Download;
import io.yiwang.GovClient;
import io.yiwang.Page;
import io.yiwang.RejectedException;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests every operation of {@link CatalogClient} against the sandbox. */
@ExtendWith(GovSandboxExtension.class)
class CatalogPipeTest {
  private static final RegionCode XIHU = new RegionCode("330106");

  private GovSandbox sandbox;
  private CatalogClient catalog;

  @BeforeEach
  void open(GovSandbox given, GovClient gov) {
    sandbox = given;
    catalog = new CatalogClient(gov);
  }

  private ServiceCode code(String name) {
    return new ServiceCode(sandbox.seed().serviceCode(name, "330106"));
  }

  private ServiceSummary found(ServiceQuery query, ServiceCode code) {
    return catalog.search(query).stream()
        .filter(each -> each.code().equals(code))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void snapshot_fetched_hasEveryServiceAndACursor(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("services.ndjson");

    Download first = catalog.snapshot(file, null);

    List<String> lines = Files.readAllLines(file);
    assertTrue(lines.size() > 100, () -> lines.size() + " services");
    assertEquals(lines.size(), new HashSet<>(lines).size());
    assertTrue(lines.get(0).startsWith("{\"code\":\""));
    String cursor = first.header("igs-cursor").orElseThrow();
    assertNotNull(cursor);
    assertEquals(List.of(), catalog.changes(cursor, 10).items());

    assertFalse(catalog.snapshot(file, first.header("etag").orElseThrow()).modified());
    assertTrue(
        catalog
            .withLanguage(Language.EN)
            .snapshot(file, first.header("etag").orElseThrow())
            .modified());
  }

  @Test
  void search_everyFilter_returnsTheServiceWithEveryPart() {
    ServiceGuide guide = catalog.guide(code("普通护照签发"));
    ServiceQuery query =
        ServiceQuery.text("护照")
            .region(XIHU)
            .type(ServiceType.LICENSING)
            .audience(Audience.PERSON)
            .theme("chu-jing-ru-jing")
            .department(guide.department().code())
            .collection("zhang-shang-ban")
            .online(OnlineCapability.APPLY)
            .payable(true)
            .pageSize(100);

    ServiceSummary service = found(query, guide.code());

    assertEquals("000103012000", service.basicCode());
    assertEquals("普通护照签发", service.name());
    assertEquals(XIHU, service.region());
    assertEquals(guide.department(), service.department());
    assertEquals(ServiceType.LICENSING, service.type());
    assertEquals(List.of(Audience.PERSON), service.audiences());
    assertEquals(List.of("chu-jing-ru-jing"), service.themes());
    assertEquals(List.of("kua-sheng-tong-ban", "zhang-shang-ban"), service.collections());
    assertEquals(List.of("护照", "办护照", "出国", "换护照"), service.keywords());
    assertEquals(OnlineCapability.APPLY, service.online());
    assertEquals("https://www.example.gov.cn/services/" + service.code().value(), service.url());
    assertTrue(service.payable());
    assertEquals("zh-CN", service.language());
    assertEquals(guide.updatedAt(), service.updatedAt());
  }

  @Test
  void search_eachFilterAlone_narrows() {
    for (ServiceSummary each : firstOf(ServiceQuery.ALL.type(ServiceType.PUBLIC_SERVICE))) {
      assertEquals(ServiceType.PUBLIC_SERVICE, each.type());
    }
    for (ServiceSummary each : firstOf(ServiceQuery.ALL.audience(Audience.FOREIGNER))) {
      assertTrue(each.audiences().contains(Audience.FOREIGNER));
    }
    for (ServiceSummary each : firstOf(ServiceQuery.ALL.online(OnlineCapability.WHOLE))) {
      assertEquals(OnlineCapability.WHOLE, each.online());
    }
    for (ServiceSummary each : firstOf(ServiceQuery.ALL.payable(false))) {
      assertFalse(each.payable());
    }
    for (ServiceSummary each : firstOf(ServiceQuery.ALL.collection("tui-xiu"))) {
      assertTrue(each.collections().contains("tui-xiu"));
    }
  }

  private List<ServiceSummary> firstOf(ServiceQuery query) {
    List<ServiceSummary> items = catalog.search(query).first().items();
    assertFalse(items.isEmpty());
    return items;
  }

  @Test
  void search_pageByPage_returnsEachServiceOnce() {
    ServiceQuery query = ServiceQuery.ALL.region(XIHU).pageSize(7);

    Page<ServiceSummary> first = catalog.search(query).first();
    List<ServiceCode> all = catalog.search(query).stream().map(ServiceSummary::code).toList();

    assertEquals(7, first.items().size());
    assertNotNull(first.next());
    assertTrue(all.size() > 14);
    assertEquals(all.size(), Set.copyOf(all).size());
  }

  @Test
  void search_unknownText_isEmpty() {
    Page<ServiceSummary> page = catalog.search(ServiceQuery.text("zzzzqqqq")).first();

    assertEquals(List.of(), page.items());
    assertNull(page.next());
  }

  @Test
  void search_inEnglish_returnsEnglishTexts() {
    ServiceSummary service =
        catalog
            .withLanguage(Language.EN)
            .search(ServiceQuery.text("passport").region(XIHU))
            .stream()
            .filter(each -> each.code().equals(code("普通护照签发")))
            .findFirst()
            .orElseThrow();

    assertEquals("Issue of an ordinary passport", service.name());
    assertEquals("en", service.language());
  }

  @Test
  void guide_chinese_hasEveryPart() {
    ServiceGuide guide = catalog.guide(code("普通护照签发"));

    assertEquals(code("普通护照签发"), guide.code());
    assertEquals("000103012000", guide.basicCode());
    assertEquals("普通护照签发", guide.name());
    assertEquals(XIHU, guide.region());
    assertEquals("浙江省杭州市西湖区公安局", guide.department().name());
    assertTrue(guide.department().code().matches("[0-9A-Z]{18}"));
    assertEquals(ServiceType.LICENSING, guide.type());
    assertEquals(List.of(Audience.PERSON), guide.audiences());
    assertEquals(List.of("chu-jing-ru-jing"), guide.themes());
    assertEquals(List.of("kua-sheng-tong-ban", "zhang-shang-ban"), guide.collections());
    assertEquals(List.of("护照", "办护照", "出国", "换护照"), guide.keywords());
    assertEquals(OnlineCapability.APPLY, guide.online());
    assertNotNull(guide.url());
    assertTrue(guide.payable());
    assertEquals("zh-CN", guide.language());
    assertFalse(guide.updatedAt().toInstant().isAfter(sandbox.clock().instant()));
    assertEquals("《中华人民共和国护照法》", guide.legalBasis().get(0));
    assertEquals(2, guide.conditions().size());
    assertEquals(1, guide.visits());
    assertEquals("12345", guide.enquiries());
    assertEquals("12345", guide.complaints());
  }

  @Test
  void guide_chinese_hasEveryPartOfItsLists() {
    ServiceGuide guide = catalog.guide(code("普通护照签发"));

    assertEquals(3, guide.materials().size());
    ServiceGuide.Material material = guide.materials().get(0);
    assertFalse(material.name().isEmpty());
    assertNotNull(material.form());
    assertNotNull(material.originals());
    assertNotNull(material.copies());
    assertTrue(material.required());
    assertNotNull(material.source());
    assertEquals(
        List.of(
            new ServiceGuide.Step("受理", 1),
            new ServiceGuide.Step("审查", 5),
            new ServiceGuide.Step("决定", 1)),
        guide.steps());
    assertEquals(new ServiceGuide.TimeLimit(15, 7, "WORKING_DAY"), guide.timeLimit());
    assertEquals(
        List.of(new ServiceGuide.Fee("费用", Money.yuan("120"), "《中华人民共和国护照法》")), guide.fees());
    assertEquals(List.of(new ServiceGuide.Result("普通护照", "LICENCE")), guide.results());
    assertEquals(
        List.of(
            new ServiceGuide.Place(
                "浙江省杭州市西湖区政务服务中心", "浙江省杭州市西湖区示例路1号", "周一至周五 9:00-17:00", "12345", null, null)),
        guide.places());
    assertEquals(
        List.of(new ServiceGuide.Question("可以委托他人办理吗？", "可以，须提交授权委托书和双方身份证件。")), guide.faq());
  }

  @Test
  void guide_english_isTheSameServiceInEnglish() {
    ServiceGuide guide = catalog.withLanguage(Language.EN).guide(code("普通护照签发"));

    assertEquals(code("普通护照签发"), guide.code());
    assertEquals("Issue of an ordinary passport", guide.name());
    assertEquals("en", guide.language());
    assertTrue(guide.department().name().startsWith("Public Security Authority"));
    assertEquals("Acceptance", guide.steps().get(0).name());
    assertEquals("Ordinary passport", guide.results().get(0).name());
  }

  @Test
  void guide_withdrawn_namesItsReplacement() {
    var withdrawn = new ServiceCode(sandbox.seed().withdrawnServiceCode());

    var e = assertThrows(RejectedException.class, () -> catalog.guide(withdrawn));

    assertEquals("SERVICE_WITHDRAWN", e.code());
    assertEquals(410, e.problem().status());
    ServiceCode replacement = CatalogClient.replacement(e).orElseThrow();
    assertEquals(code("企业名称自主申报"), replacement);
    assertEquals(replacement, catalog.guide(replacement).code());
  }

  @Test
  void guide_unknownCode_isRejected() {
    var unknown = new ServiceCode("11110000000021135M2000117008000");

    var e = assertThrows(RejectedException.class, () -> catalog.guide(unknown));

    assertEquals("SERVICE_UNKNOWN", e.code());
    assertEquals(Optional.empty(), CatalogClient.replacement(e));
  }

  /** Returns the cursor of the current snapshot. */
  private String cursor(Path folder) {
    String cursor =
        catalog.snapshot(folder.resolve("now.ndjson"), null).header("igs-cursor").orElseThrow();
    return Objects.requireNonNull(cursor);
  }

  @Test
  void changes_moreThanTheLimit_comeInParts(@TempDir Path folder) {
    String start = cursor(folder);
    ServiceCode updated = code("普通护照签发");
    ServiceCode withdrawn = code("养犬登记");
    sandbox.catalogControls().update(updated.value());
    sandbox.catalogControls().withdraw(withdrawn.value(), updated.value());

    ServiceChanges part = catalog.changes(start, 1);
    ServiceChanges rest = catalog.changes(part.next(), 1);

    assertTrue(part.more());
    assertFalse(rest.more());
    assertEquals(
        Set.of("UPSERT " + updated.value(), "WITHDRAW " + withdrawn.value()),
        Set.of(change(part), change(rest)));
    assertEquals(List.of(), catalog.changes(rest.next(), 1).items());
    assertEquals(rest.next(), cursor(folder));
  }

  private static String change(ServiceChanges part) {
    ServiceChanges.Change change = part.items().get(0);
    ServiceSummary service = change.service();
    ServiceCode code = change.code();
    return change.op() + " " + (service == null ? code : service.code()).value();
  }

  @Test
  void changes_oldCursor_isExpired(@TempDir Path folder) {
    String start = cursor(folder);
    sandbox.catalogControls().update(code("养犬登记").value());
    sandbox.catalogControls().forgetChanges();

    var e = assertThrows(RejectedException.class, () -> catalog.changes(start, 10));

    assertEquals("CURSOR_EXPIRED", e.code());
    assertEquals(410, e.problem().status());
  }

  @Test
  void changes_unknownCursor_isExpired() {
    var e = assertThrows(RejectedException.class, () -> catalog.changes("c.0", 10));

    assertEquals("CURSOR_EXPIRED", e.code());
  }

  @Test
  void collections_all_haveNamesAndCounts() {
    ServiceCollection first = catalog.collections().get(0);

    assertEquals("kua-sheng-tong-ban", first.code());
    assertEquals("跨省通办", first.name());
    assertEquals("不必回户籍地，异地可以办理的事项", first.description());
    assertEquals(
        first.services(),
        (int)
            catalog.search(ServiceQuery.ALL.collection(first.code()).pageSize(100)).stream()
                .count());
    assertEquals("Across provinces", catalog.withLanguage(Language.EN).collections().get(0).name());
  }

  @Test
  void themes_ofAnAudience_areItsOwnAlone() {
    List<Theme> all = catalog.themes();
    List<Theme> foreigners = catalog.themes(Audience.FOREIGNER);

    assertTrue(
        all.contains(
            new Theme("chu-jing-ru-jing", "出境入境", List.of(Audience.PERSON, Audience.FOREIGNER))));
    assertEquals(
        all.stream().filter(each -> each.audiences().contains(Audience.FOREIGNER)).toList(),
        foreigners);
  }

  @Test
  void regions_all_areATreeAndNameWhatIsOffered() {
    List<Region> regions = catalog.regions();

    assertEquals(3214, regions.size());
    Set<RegionCode> codes = new HashSet<>();
    regions.forEach(each -> codes.add(each.code()));
    Region xihu =
        regions.stream().filter(each -> each.code().equals(XIHU)).findFirst().orElseThrow();
    assertEquals("西湖区", xihu.name());
    assertEquals(new RegionCode("330100"), xihu.parent());
    assertEquals(List.of("FINES", "MESSAGES", "SIGNING"), xihu.openFor());
    for (Region region : regions) {
      assertTrue(region.parent() == null || codes.contains(region.parent()));
    }
  }
}
