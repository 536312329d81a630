package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.internal.json.StoredJson;
import io.yiwang.internal.json.UnstorableException;
import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that only services which differ in their place alone share a kind in the index. */
class ServiceKindsTest {
  @TempDir private Path folder;

  @TempDir private Path other;

  private static ServiceSummary service(
      String code, List<String> themes, List<String> collections, List<String> keywords) {
    return new ServiceSummary(
        new ServiceCode(code),
        null,
        "出入境证件签发",
        new RegionCode("330106"),
        new Department("D1", "西湖区公安分局"),
        null,
        List.of(),
        themes,
        collections,
        keywords,
        null,
        null,
        null,
        "zh-CN",
        null);
  }

  private LocalCatalog filled(ServiceSummary... services) throws Exception {
    List<String> lines = new ArrayList<>();
    for (ServiceSummary each : services) {
      lines.add(line(each));
    }
    Path snapshot = Files.write(other.resolve("snapshot.ndjson"), lines);
    LocalCatalog catalog = LocalCatalog.open(folder);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(snapshot));
    catalog.fill(snapshot, digest, "c0", count -> {});
    return catalog;
  }

  private static String line(ServiceSummary service) {
    try {
      return new String(StoredJson.CLEAR.write(service), StandardCharsets.UTF_8);
    } catch (UnstorableException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> found(LocalCatalog catalog, LocalSearchQuery query)
      throws IOException {
    return catalog.search(query).hits().stream()
        .map(hit -> hit.service().code().value())
        .sorted()
        .toList();
  }

  @Test
  void search_themeWithTheCodeOfACollection_findsServicesOfTheThemeAlone() throws Exception {
    try (LocalCatalog catalog =
        filled(
            service("A1", List.of("travel"), List.of(), List.of()),
            service("B1", List.of(), List.of("travel"), List.of()))) {
      LocalSearchQuery query = LocalSearchQuery.text("出入境");

      assertEquals(List.of("A1", "B1"), found(catalog, query));
      assertEquals(List.of("A1"), found(catalog, query.theme("travel")));
    }
  }

  @Test
  void search_soundOfAKeyword_findsTheService() throws Exception {
    try (LocalCatalog catalog =
        filled(
            service("A1", List.of(), List.of(), List.of("护照")),
            service("B1", List.of(), List.of(), List.of("签证")))) {
      assertEquals(List.of("A1"), found(catalog, LocalSearchQuery.text("huzhao")));
    }
  }

  @Test
  void search_misspelledWordAfterAnotherOfItsLetter_findsTheService() throws Exception {
    try (LocalCatalog catalog =
        filled(
            service("A1", List.of(), List.of(), List.of("cable", "concert")),
            service("B1", List.of(), List.of(), List.of("cable", "dance")))) {
      assertEquals(List.of("A1"), found(catalog, LocalSearchQuery.text("conzert")));
    }
  }

  @Test
  void fill_2100Services_reportsEachThousandAndTheEnd() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 2_100; i++) {
      lines.add(line(service("S" + i, List.of(), List.of(), List.of())));
    }
    Path snapshot = Files.write(other.resolve("snapshot.ndjson"), lines);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(snapshot));
    List<Long> reported = new ArrayList<>();

    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      catalog.fill(snapshot, digest, "c0", reported::add);
    }

    assertEquals(List.of(1_000L, 2_000L, 2_100L), reported);
  }
}
