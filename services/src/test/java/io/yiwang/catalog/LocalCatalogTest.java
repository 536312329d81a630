package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Download;
import io.yiwang.Gateway;
import io.yiwang.GovClient;
import io.yiwang.GovRequest;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests the local catalog as a whole, against the sandbox. */
@ExtendWith(GovSandboxExtension.class)
class LocalCatalogTest {
  private static final RegionCode XIHU = new RegionCode("330106");

  @TempDir Path folder;

  static List<String> names(LocalSearchResult result) {
    return result.hits().stream().map(hit -> hit.service().name()).toList();
  }

  static byte[] sha256(Path file) throws IOException {
    try {
      return MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static void fill(LocalCatalog catalog, Path snapshot) throws IOException {
    catalog.fill(snapshot, sha256(snapshot), "then", count -> {});
  }

  static Path snapshot(Path file, int services) {
    try (GovSandbox sandbox = GovSandbox.builder().seed(7).services(services).start();
        GovClient gov = sandbox.clientBuilder().build()) {
      new CatalogClient(gov).snapshot(file, null);
    }
    return file;
  }

  @Test
  void refresh_afterAChange_addsIt(GovSandbox sandbox, GovClient gov) throws IOException {
    CatalogClient client = new CatalogClient(gov);
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      assertThrows(IllegalStateException.class, () -> catalog.search(LocalSearchQuery.text("护照")));
      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT, catalog.refresh(client, count -> {}));
      long before = catalog.size();
      assertEquals(LocalCatalog.Refreshed.UNCHANGED, catalog.refresh(client, count -> {}));
      String dogs = sandbox.seed().serviceCode("养犬登记", "330106");
      sandbox.catalogControls().withdraw(dogs, null);

      assertEquals(LocalCatalog.Refreshed.CHANGED, catalog.refresh(client, count -> {}));

      assertEquals(before - 1, catalog.size());
      assertFalse(
          names(catalog.search(LocalSearchQuery.text("养犬登记").region(XIHU))).contains("养犬登记"));
    }
  }

  /** A gateway of IGS/1.0 does not sign Igs-Cursor, so the client ignores it. */
  @Test
  void refresh_unsignedCursor_fillsFromTheSnapshotEachTime(GovSandbox sandbox, GovClient gov)
      throws IOException {
    Gateway old =
        new Gateway() {
          @Override
          @SuppressWarnings("unchecked")
          public <T> T call(GovRequest<T> request) {
            T answer = gov.call(request);
            return answer instanceof Download download
                ? (T) new Download(download.file(), download.modified(), Map.of())
                : answer;
          }
        };
    CatalogClient client = new CatalogClient(old);
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT, catalog.refresh(client, count -> {}));
      long before = catalog.size();
      sandbox.catalogControls().withdraw(sandbox.seed().serviceCode("养犬登记", "330106"), null);

      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT, catalog.refresh(client, count -> {}));

      assertEquals(before - 1, catalog.size());
    }
  }

  @Test
  void refresh_fromAnotherAccount_replacesTheCatalog(GovClient gov) throws IOException {
    try (GovSandbox elsewhere = GovSandbox.builder().services(7).start();
        GovClient other = elsewhere.clientBuilder().build();
        LocalCatalog catalog = LocalCatalog.open(folder)) {
      CatalogClient ours = new CatalogClient(gov);
      CatalogClient theirs = new CatalogClient(other);
      catalog.refresh(ours, count -> {});
      long size = catalog.size();

      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT, catalog.refresh(theirs, count -> {}));

      assertTrue(catalog.size() < size);
      assertEquals(LocalCatalog.Refreshed.UNCHANGED, catalog.refresh(theirs, count -> {}));
      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT, catalog.refresh(ours, count -> {}));
      assertEquals(size, catalog.size());
    }
  }

  @Test
  void refresh_cursorExpired_fillsFromTheSnapshot(GovSandbox sandbox, GovClient gov)
      throws IOException {
    CatalogClient client = new CatalogClient(gov);
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      catalog.refresh(client, count -> {});
      sandbox.catalogControls().withdraw(sandbox.seed().serviceCode("养犬登记", "330106"), null);
      sandbox.catalogControls().forgetChanges();

      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT, catalog.refresh(client, count -> {}));
      assertEquals(LocalCatalog.Refreshed.UNCHANGED, catalog.refresh(client, count -> {}));
    }
  }

  @Test
  void open_damagedFile_isReportedAndRebuilt(GovClient gov) throws IOException {
    CatalogClient client = new CatalogClient(gov);
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      catalog.refresh(client, count -> {});
    }
    Path largest;
    try (Stream<Path> files = Files.walk(folder)) {
      largest =
          files
              .filter(Files::isRegularFile)
              .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(largest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(largest, bytes, StandardOpenOption.TRUNCATE_EXISTING);

    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      assertTrue(catalog.corruption().isPresent());
      assertEquals(
          LocalCatalog.Refreshed.REBUILT_AFTER_CORRUPTION, catalog.refresh(client, count -> {}));
      assertEquals(Optional.empty(), catalog.corruption());
      assertFalse(catalog.search(LocalSearchQuery.text("护照")).hits().isEmpty());
    }
  }

  @Test
  void search_withRegionFiltersAndFacets_ranksCountsAndHighlights(@TempDir Path other)
      throws IOException {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot(other.resolve("s.ndjson"), 5_000));

      LocalSearchResult found = catalog.search(LocalSearchQuery.text("公司设立").region(XIHU).facets());
      assertEquals("公司设立登记", found.hits().get(0).service().name());
      assertEquals(
          List.of("330106", "330100", "330000"),
          found.hits().stream().limit(3).map(hit -> hit.service().region().code()).toList(),
          "nearest level first");
      assertEquals(List.of(new LocalSearchResult.Span(0, 4)), found.hits().get(0).highlights());
      assertEquals(
          found.total(),
          Objects.requireNonNull(found.facets().get("payable")).values().stream()
              .mapToInt(count -> count)
              .sum());

      assertTrue(names(catalog.search(LocalSearchQuery.text("护").region(XIHU))).contains("普通护照签发"));
      LocalSearchResult foreigners =
          catalog.search(LocalSearchQuery.text("居留").region(XIHU).audience(Audience.FOREIGNER));
      assertTrue(foreigners.hits().get(0).service().audiences().contains(Audience.FOREIGNER));
      String code = found.hits().get(0).service().code().value();
      assertEquals(
          code,
          catalog
              .search(LocalSearchQuery.text(code.substring(0, 8)).region(XIHU).limit(100))
              .hits()
              .stream()
              .map(hit -> hit.service().code().value())
              .filter(code::equals)
              .findFirst()
              .orElseThrow());
      assertTrue(
          catalog.search(LocalSearchQuery.text("").payable(true).region(XIHU)).hits().stream()
              .allMatch(hit -> hit.service().payable()));
      assertTrue(catalog.suggest(LocalSearchQuery.text("hu").region(XIHU)).contains("普通护照签发"));
    }
  }

  @Test
  void fill_wrongDigestOrBrokenLine_leavesTheCatalogUnchanged(@TempDir Path other)
      throws IOException {
    Path good = snapshot(other.resolve("good.ndjson"), 1_000);
    Path broken = other.resolve("broken.ndjson");
    List<String> lines = new ArrayList<>(Files.readAllLines(good));
    lines.set(500, lines.get(500).substring(9));
    Files.write(broken, lines);
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, good);

      IOException digest =
          assertThrows(
              IOException.class, () -> catalog.fill(broken, sha256(good), "x", count -> {}));
      assertTrue(digest.getMessage().contains("does not have the given digest"));
      IOException line = assertThrows(IOException.class, () -> fill(catalog, broken));
      assertTrue(line.getMessage().contains("501"), line.getMessage());
      assertEquals(1_000, catalog.size());
      assertEquals(Optional.empty(), catalog.corruption());
      fill(catalog, good);
    }
    try (Stream<Path> left = Files.list(folder.resolve("yiwang-catalog"))) {
      assertEquals(3, left.count(), "a failed fill leaves nothing behind");
    }
  }

  @Test
  void search_duringFills_alwaysSeesOneCompleteCatalog(@TempDir Path other) throws Exception {
    Path small = snapshot(other.resolve("small.ndjson"), 1_000);
    Path large = snapshot(other.resolve("large.ndjson"), 4_000);
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, small);
      try (LocalCatalog reader = LocalCatalog.open(folder)) {
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(3);
        List<Future<Integer>> searches = new ArrayList<>();
        for (LocalCatalog each : List.of(catalog, catalog, reader)) {
          searches.add(
              pool.submit(
                  () -> {
                    int count = 0;
                    while (!isOver.get()) {
                      long total =
                          each
                              .search(LocalSearchQuery.text("").facets())
                              .facets()
                              .get("payable")
                              .values()
                              .stream()
                              .mapToInt(value -> value)
                              .sum();
                      assertTrue(total == 1_000 || total == 4_000, () -> "saw " + total);
                      each.reopen();
                      count++;
                    }
                    return count;
                  }));
        }
        for (int i = 0; i < 3; i++) {
          fill(catalog, i % 2 == 0 ? large : small);
        }
        isOver.set(true);
        for (Future<Integer> each : searches) {
          assertTrue(each.get() > 0);
        }
        pool.shutdown();
        reader.reopen();
        assertEquals(4_000, reader.size());
      }
    }
  }

  @Test
  void suggest_serviceWithoutName_isOmitted(@TempDir Path other) throws IOException {
    Path snapshot =
        Files.writeString(
            other.resolve("snapshot.ndjson"),
            """
            {"code":"A1","keywords":["护照"]}
            {"code":"A2","name":"护照签发"}
            """);
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot);

      assertEquals(2, catalog.search(LocalSearchQuery.text("护照")).total());
      assertEquals(List.of("护照签发"), catalog.suggest(LocalSearchQuery.text("护照")));
    }
  }
}
