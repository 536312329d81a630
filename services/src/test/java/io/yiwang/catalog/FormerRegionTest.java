package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GovClient;
import io.yiwang.GovRequest;
import io.yiwang.Page;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searches for services of a region by a code that it had in the past. */
class FormerRegionTest {
  /** Compares digits and does not know former codes, as IGS/1 describes gateways. */
  private static final class Plain implements Gateway {
    private static final List<String> REGIONS =
        List.of("330105", "330106", "130102", "130104", "130105", "340181", "340202", "370000");

    private final List<String> asked = new ArrayList<>();

    @Override
    @SuppressWarnings("unchecked")
    public <T> T call(GovRequest<T> request) {
      String region =
          request.parameters().stream()
              .filter(each -> each.name().equals("region"))
              .map(each -> each.value().replaceAll("(00)+$", ""))
              .findFirst()
              .orElse("");
      asked.add(region);
      return (T)
          new Page<>(
              REGIONS.stream().filter(each -> each.startsWith(region)).map(Plain::service).toList(),
              null);
    }

    private static ServiceSummary service(String region) {
      return new ServiceSummary(
          new ServiceCode(region),
          null,
          null,
          new RegionCode(region),
          null,
          null,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          null,
          null,
          null,
          null,
          null);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "330103, 330105, 330105",
    "330106, 330106, 330106",
    "33, 33, 330105|330106",
    "130103, 1301, 130102|130104",
    "341402, 340181, 340181",
    "341400, 34, 340181",
    "990000, 99, ''",
    "000000, '', 330105|330106|130102|130104|130105|340181|340202|370000"
  })
  void search_formerRegion_asksForItsSuccessor(String region, String asked, String found) {
    Plain gateway = new Plain();

    List<String> services =
        new CatalogClient(gateway)
            .search(ServiceQuery.text("户口").region(new RegionCode(region)).pageSize(20)).stream()
                .map(each -> each.code().value())
                .toList();

    assertEquals(found.isEmpty() ? List.of() : List.of(found.split("\\|")), services);
    assertEquals(List.of(asked), gateway.asked);
  }

  private static List<String> codes(LocalCatalog catalog, String region) throws IOException {
    return catalog
        .search(LocalSearchQuery.text("").region(new RegionCode(region)).limit(100))
        .hits()
        .stream()
        .map(hit -> hit.service().code().value())
        .sorted()
        .toList();
  }

  @Test
  void localSearch_formerRegion_findsServicesOfItsSuccessorAndTheReverse(@TempDir Path folder)
      throws Exception {
    Path snapshot = folder.resolve("snapshot");
    Files.writeString(
        snapshot,
        """
        {"code":"now","name":"拱墅","region":"330105"}
        {"code":"then","name":"下城","region":"330103"}
        {"code":"city","name":"杭州","region":"330100"}
        {"code":"other","name":"西湖","region":"330106"}
        {"code":"split","name":"长安","region":"130102"}
        {"code":"whole","name":"桥东","region":"130103"}
        {"code":"all","name":"全国","region":"000000"}
        """);
    try (LocalCatalog catalog = LocalCatalog.open(folder.resolve("catalog"))) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(snapshot));
      catalog.fill(snapshot, digest, "c", count -> {});

      for (String place : List.of("330105", "330103", "330103001001")) {
        assertEquals(List.of("all", "city", "now", "then"), codes(catalog, place), place);
      }
      assertEquals(List.of("all", "city", "other"), codes(catalog, "330106"));
      for (String place : List.of("130102", "130103")) {
        assertEquals(List.of("all", "split", "whole"), codes(catalog, place), place);
      }
      assertEquals(List.of("all", "whole"), codes(catalog, "130104"));
    }
  }

  @Test
  void sandbox_formerRegion_isItsSuccessor() {
    try (GovSandbox sandbox = GovSandbox.builder().services(3000).start();
        GovClient gov = sandbox.clientBuilder().build()) {
      List<Region> regions = new CatalogClient(gov).regions();
      assertTrue(regions.stream().anyMatch(each -> each.code().code().equals("330105")));
      assertFalse(regions.stream().anyMatch(each -> each.code().code().equals("330103")));
      // Directly, since CatalogClient translates former codes itself.
      List<String> answers =
          Stream.of("330103", "330105", "000000")
              .map(
                  region ->
                      gov.call(
                              GovRequest.page("catalog.search", "services", ServiceSummary.class)
                                  .parameter("region", region)
                                  .parameter("limit", 100))
                          .items()
                          .toString())
              .toList();
      assertEquals(answers.get(1), answers.get(0));
      assertFalse(answers.get(0).equals("[]"));
      assertFalse(answers.get(2).equals("[]"));
    }
  }
}
