package io.yiwang.catalog;

import static io.yiwang.RecordingGateway.line;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.Gateway;
import io.yiwang.GatewayErrors;
import io.yiwang.GovException.Call;
import io.yiwang.GovRequest.Kind;
import io.yiwang.Page;
import io.yiwang.RecordingGateway;
import io.yiwang.RejectedException;
import io.yiwang.RejectedException.Problem;
import io.yiwang.value.Language;
import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CatalogClientTest {
  private final RecordingGateway gateway = new RecordingGateway();
  private final CatalogClient catalog = new CatalogClient(gateway);

  @Test
  void account_gatewayWithoutName_isNull() {
    assertEquals("zhejiang", new CatalogClient(Gateway.of("zhejiang", gateway)).account());
    assertNull(catalog.account());
  }

  @Test
  void search_withEveryFilter_asksForAllOfThem() {
    gateway.answers(new Page<ServiceSummary>(List.of(), null));

    catalog
        .search(
            ServiceQuery.text("驾驶证")
                .region(new RegionCode("330100"))
                .type(ServiceType.LICENSING)
                .audience(Audience.FOREIGNER)
                .theme("traffic")
                .department("11330100002489559P")
                .collection("popular")
                .online(OnlineCapability.WHOLE)
                .payable(true)
                .pageSize(5))
        .first();

    assertEquals(
        "catalog.search GET services?text=驾驶证&region=330100&type=01&audience=FOREIGNER"
            + "&theme=traffic&department=11330100002489559P&collection=popular&online=WHOLE"
            + "&payable=true&limit=5",
        line(gateway.request()));
    assertEquals(Kind.QUERY, gateway.request().kind());
  }

  @Test
  void search_filterGivenTwice_keepsTheLast() {
    gateway.answers(new Page<ServiceSummary>(List.of(), null));

    catalog.search(ServiceQuery.ALL.theme("a").theme("b")).first();

    assertEquals("catalog.search GET services?theme=b", line(gateway.request()));
  }

  @Test
  void search_readItemByItem_fetchesEachPageWhenItIsNeeded() {
    gateway.answers(new Page<>(List.of("a", "b"), "next")).answers(new Page<>(List.of("c"), null));

    Iterator<?> items = catalog.search(ServiceQuery.ALL).iterator();
    assertEquals(0, gateway.requests().size());
    items.next();
    items.next();
    assertEquals(1, gateway.requests().size());
    assertEquals("c", ((Iterator<?>) items).next());

    assertEquals(
        List.of("catalog.search GET services", "catalog.search GET services?cursor=next"),
        gateway.requests().stream().map(RecordingGateway::line).toList());
  }

  @Test
  void pageSize_outOfBounds_isRefusedBeforeAnyCall() {
    var e = assertThrows(IllegalArgumentException.class, () -> ServiceQuery.ALL.pageSize(101));

    assertEquals("a page must have 1 to 100 items, got 101", e.getMessage());
  }

  @Test
  void guide_code_isInThePath() {
    gateway.answers(
        GatewayErrors.rejected(
            new Call("catalog.guide", "r1", 1),
            new Problem(404, "SERVICE_UNKNOWN", null, null, null, List.of(), null),
            CatalogClientTest::noMembers));

    var e =
        assertThrows(
            RejectedException.class,
            () -> catalog.guide(new ServiceCode("11110000000021135M2000117008000")));

    assertEquals("SERVICE_UNKNOWN", e.code());
    assertEquals(
        "catalog.guide GET services/11110000000021135M2000117008000", line(gateway.request()));
    assertEquals(ServiceGuide.class, gateway.request().reply().type());
  }

  private static <M> @Nullable M noMembers(String name, Class<M> type) {
    return null;
  }

  @Test
  void in_language_isThatOfTheRequests() {
    gateway.answers(List.of()).answers(List.of());

    catalog.themes();
    catalog.withLanguage(Language.EN).themes(Audience.PERSON);

    assertNull(gateway.requests().get(0).language());
    assertEquals(Language.EN, gateway.requests().get(1).language());
    assertEquals("catalog.themes GET themes?audience=PERSON", line(gateway.requests().get(1)));
  }

  @Test
  void changes_cursorAndLimit_areInTheQuery() {
    gateway.answers(new ServiceChanges(List.of(), "c2", false));

    assertEquals("c2", catalog.changes("c1", 1000).next());

    assertEquals(
        "catalog.changes GET services/changes?since=c1&limit=1000", line(gateway.request()));
    assertThrows(IllegalArgumentException.class, () -> catalog.changes("c1", 1001));
  }

  @Test
  void collectionsAndRegions_calledOnce_askOnce() {
    gateway.answers(List.of()).answers(List.of());

    catalog.collections();
    catalog.regions();

    assertEquals(
        List.of("catalog.collections GET collections", "catalog.regions GET regions"),
        gateway.requests().stream().map(RecordingGateway::line).toList());
  }
}
