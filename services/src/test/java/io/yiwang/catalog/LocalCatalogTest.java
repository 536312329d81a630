package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Download;
import io.yiwang.Gateway;
import io.yiwang.GovClient;
import io.yiwang.GovRequest;
import io.yiwang.RejectedException;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The catalog on the local disk: filled, followed, found in, killed and damaged. */
@ExtendWith(GovSandboxExtension.class)
class LocalCatalogTest {
  private static final RegionCode XIHU = new RegionCode("330106");

  @TempDir Path folder;

  private static List<String> names(LocalSearchResult result) {
    return result.hits().stream().map(hit -> hit.service().name()).toList();
  }

  /** Fills a mirror for ever, until it is killed. */
  public static final class Filler {
    private Filler() {}

    public static void main(String[] args) throws IOException {
      try (LocalCatalog mirror = LocalCatalog.open(Path.of(args[0]))) {
        while (true) {
          mirror.fill(
              Path.of(args[1]),
              sha256(Path.of(args[1])),
              "later",
              count -> {
                System.out.println(count);
                System.out.flush();
              });
        }
      }
    }
  }

  private static byte[] sha256(Path file) throws IOException {
    try {
      return MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void fill(LocalCatalog mirror, Path snapshot) throws IOException {
    mirror.fill(snapshot, sha256(snapshot), "then", count -> {});
  }

  static Path snapshot(Path file, int services) {
    try (GovSandbox sandbox = GovSandbox.builder().seed(7).services(services).start();
        GovClient gov = sandbox.clientBuilder().build()) {
      new CatalogClient(gov).snapshot(file, null);
    }
    return file;
  }

  @Test
  void refresh_again_followsWhatChanged(GovSandbox sandbox, GovClient gov) throws IOException {
    CatalogClient catalog = new CatalogClient(gov);
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      assertThrows(IllegalStateException.class, () -> mirror.search(LocalSearchQuery.text("护照")));
      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT, mirror.refresh(catalog, count -> {}));
      long before = mirror.size();
      assertEquals(LocalCatalog.Refreshed.UNCHANGED, mirror.refresh(catalog, count -> {}));
      String dogs = sandbox.seed().serviceCode("养犬登记", "330106");
      sandbox.catalogControls().withdraw(dogs, null);

      assertEquals(LocalCatalog.Refreshed.CHANGED, mirror.refresh(catalog, count -> {}));

      assertEquals(before - 1, mirror.size());
      assertFalse(
          names(mirror.search(LocalSearchQuery.text("养犬登记").region(XIHU))).contains("养犬登记"));
    }
  }

  /** A gateway of IGS/1.0 does not sign Igs-Cursor, so the client does not see it. */
  @Test
  void refresh_cursorThatNobodySigned_fillsFromTheSnapshotEachTime(
      GovSandbox sandbox, GovClient gov) throws IOException {
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
    CatalogClient catalog = new CatalogClient(old);
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT, mirror.refresh(catalog, count -> {}));
      long before = mirror.size();
      sandbox.catalogControls().withdraw(sandbox.seed().serviceCode("养犬登记", "330106"), null);

      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT, mirror.refresh(catalog, count -> {}));

      assertEquals(before - 1, mirror.size());
    }
  }

  @Test
  void refresh_fromAnotherGateway_holdsThatOnesCatalogAlone(GovClient gov) throws IOException {
    try (GovSandbox elsewhere = GovSandbox.builder().services(7).start();
        GovClient other = elsewhere.clientBuilder().build();
        LocalCatalog mirror = LocalCatalog.open(folder)) {
      CatalogClient ours = new CatalogClient(gov);
      CatalogClient theirs = new CatalogClient(other);
      mirror.refresh(ours, count -> {});
      long size = mirror.size();

      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT, mirror.refresh(theirs, count -> {}));

      assertTrue(mirror.size() < size);
      assertEquals(LocalCatalog.Refreshed.UNCHANGED, mirror.refresh(theirs, count -> {}));
      assertEquals(LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT, mirror.refresh(ours, count -> {}));
      assertEquals(size, mirror.size());
    }
  }

  @Test
  void refresh_cursorExpired_fillsFromTheSnapshot(GovSandbox sandbox, GovClient gov)
      throws IOException {
    CatalogClient catalog = new CatalogClient(gov);
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      mirror.refresh(catalog, count -> {});
      sandbox.catalogControls().withdraw(sandbox.seed().serviceCode("养犬登记", "330106"), null);
      sandbox.catalogControls().forgetChanges();

      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT, mirror.refresh(catalog, count -> {}));
      assertEquals(LocalCatalog.Refreshed.UNCHANGED, mirror.refresh(catalog, count -> {}));
    }
  }

  @Test
  void open_damagedFile_isReportedAndRebuilt(GovClient gov) throws IOException {
    CatalogClient catalog = new CatalogClient(gov);
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      mirror.refresh(catalog, count -> {});
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

    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      assertTrue(mirror.corruption().isPresent());
      assertEquals(LocalCatalog.Refreshed.REBUILT, mirror.refresh(catalog, count -> {}));
      assertEquals(Optional.empty(), mirror.corruption());
      assertFalse(mirror.search(LocalSearchQuery.text("护照")).hits().isEmpty());
    }
  }

  private static Process child(Class<?> main, Path... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It lives for seconds: better soon compiled than well.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    Stream.of(arguments).map(Path::toString).forEach(command::add);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  @Tag("proof")
  void fill_killed_leavesTheLastGoodStateToOtherProcesses(@TempDir Path other) throws Exception {
    Path small = snapshot(other.resolve("small.ndjson"), 1_000);
    Path large = snapshot(other.resolve("large.ndjson"), 30_000);
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      mirror.fill(small, sha256(small), "then", count -> {});
      Process child = child(Filler.class, folder, large);
      try (var out = child.inputReader()) {
        String line = out.readLine();
        while (line != null && !line.equals("5000")) {
          line = out.readLine();
        }
        assertEquals("5000", line);
      } finally {
        child.destroyForcibly();
      }
      assertTrue(child.waitFor(30, TimeUnit.SECONDS));

      mirror.reopen();
      assertEquals(Optional.empty(), mirror.corruption());
      assertEquals(1_000, mirror.size());
    }
    try (LocalCatalog again = LocalCatalog.open(folder)) {
      assertEquals(1_000, again.size());
      again.fill(large, sha256(large), "later", count -> {});
      assertEquals(30_000, again.size());
      try (Stream<Path> left = Files.list(folder.resolve("yiwang-catalog"))) {
        assertEquals(3, left.count(), "one index, its pointer and the lock");
      }
    }
  }

  @Test
  void search_asTheCitizenTypes_narrowsCountsAndMarks(@TempDir Path other) throws IOException {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(other.resolve("s.ndjson"), 5_000));

      LocalSearchResult found = mirror.search(LocalSearchQuery.text("公司设立").region(XIHU).facets());
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

      assertTrue(names(mirror.search(LocalSearchQuery.text("护").region(XIHU))).contains("普通护照签发"));
      LocalSearchResult foreigners =
          mirror.search(LocalSearchQuery.text("居留").region(XIHU).audience(Audience.FOREIGNER));
      assertTrue(foreigners.hits().get(0).service().audiences().contains(Audience.FOREIGNER));
      String code = found.hits().get(0).service().code().value();
      assertEquals(
          code,
          mirror
              .search(LocalSearchQuery.text(code.substring(0, 8)).region(XIHU).limit(100))
              .hits()
              .stream()
              .map(hit -> hit.service().code().value())
              .filter(code::equals)
              .findFirst()
              .orElseThrow());
      assertTrue(
          mirror.search(LocalSearchQuery.text("").payable(true).region(XIHU)).hits().stream()
              .allMatch(hit -> hit.service().payable()));
      assertTrue(mirror.suggest(LocalSearchQuery.text("hu").region(XIHU)).contains("普通护照签发"));
    }
  }

  @Test
  void fill_otherDigestOrBrokenLine_leavesWhatWasThere(@TempDir Path other) throws IOException {
    Path good = snapshot(other.resolve("good.ndjson"), 1_000);
    Path broken = other.resolve("broken.ndjson");
    List<String> lines = new ArrayList<>(Files.readAllLines(good));
    lines.set(500, lines.get(500).substring(9));
    Files.write(broken, lines);
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, good);

      IOException digest =
          assertThrows(
              IOException.class, () -> mirror.fill(broken, sha256(good), "x", count -> {}));
      assertTrue(digest.getMessage().contains("not the one of that digest"));
      IOException line = assertThrows(IOException.class, () -> fill(mirror, broken));
      assertTrue(line.getMessage().contains("501"), line.getMessage());
      assertEquals(1_000, mirror.size());
      assertEquals(Optional.empty(), mirror.corruption());
      fill(mirror, good);
    }
    try (Stream<Path> left = Files.list(folder.resolve("yiwang-catalog"))) {
      assertEquals(3, left.count(), "a broken fill leaves nothing");
    }
  }

  @Test
  void search_whileItIsRefilledAndByAnotherReader_alwaysSeesAWholeCatalog(@TempDir Path other)
      throws Exception {
    Path small = snapshot(other.resolve("small.ndjson"), 1_000);
    Path large = snapshot(other.resolve("large.ndjson"), 4_000);
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, small);
      try (LocalCatalog reader = LocalCatalog.open(folder)) {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(3);
        List<Future<Integer>> searches = new ArrayList<>();
        for (LocalCatalog each : List.of(mirror, mirror, reader)) {
          searches.add(
              pool.submit(
                  () -> {
                    int count = 0;
                    while (!over.get()) {
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
          fill(mirror, i % 2 == 0 ? large : small);
        }
        over.set(true);
        for (Future<Integer> each : searches) {
          assertTrue(each.get() > 0);
        }
        pool.shutdown();
        reader.reopen();
        assertEquals(4_000, reader.size());
      }
    }
  }

  /** Takes in changes for ever, until it is killed. */
  public static final class Follower {
    private Follower() {}

    public static void main(String[] args) throws Exception {
      try (GovSandbox sandbox = GovSandbox.builder().services(300).start();
          GovClient gov = sandbox.clientBuilder().build();
          LocalCatalog mirror = LocalCatalog.open(Path.of(args[0]))) {
        CatalogClient catalog = new CatalogClient(gov);
        mirror.refresh(catalog, count -> {});
        String dogs = sandbox.seed().serviceCode("养犬登记", "330106");
        while (true) {
          sandbox.catalogControls().update(dogs);
          System.out.println(mirror.refresh(catalog, count -> {}));
          System.out.flush();
        }
      }
    }
  }

  @Test
  @Tag("proof")
  void refresh_killedWhileItFollows_leavesAWholeCatalog() throws Exception {
    for (int life = 0; life < 2; life++) {
      Process child = child(Follower.class, folder);
      try (var out = child.inputReader()) {
        String line = out.readLine();
        for (int changes = 0; changes < 5 + life && line != null; ) {
          changes += line.equals("CHANGED") ? 1 : 0;
          line = out.readLine();
        }
        assertEquals("CHANGED", line);
      } finally {
        child.destroyForcibly();
      }
      assertTrue(child.waitFor(30, TimeUnit.SECONDS));
      try (LocalCatalog mirror = LocalCatalog.open(folder)) {
        assertEquals(Optional.empty(), mirror.corruption());
        assertTrue(names(mirror.search(LocalSearchQuery.text("养犬").region(XIHU))).contains("养犬登记"));
      }
    }
  }

  @Test
  void open_wordsOfThePlatformsOwn_takeThePlaceOfOurs(@TempDir Path other) throws IOException {
    Path words = Files.writeString(other.resolve("words.txt"), "# ours\n狗本子 = 养犬登记\n- 请问\n");
    Path broken = Files.writeString(other.resolve("broken.txt"), "狗本子 养犬登记\n");
    Path snapshot = snapshot(other.resolve("s.ndjson"), 5_000);
    try (LocalCatalog mirror = LocalCatalog.open(folder, words)) {
      fill(mirror, snapshot);
      assertEquals(
          "养犬登记", names(mirror.search(LocalSearchQuery.text("请问狗本子").region(XIHU))).get(0));
    }
    IllegalArgumentException told =
        assertThrows(
            IllegalArgumentException.class, () -> LocalCatalog.open(folder, broken).close());
    assertTrue(told.getMessage().contains("line 1 of the synonyms"), told.getMessage());
  }

  @Test
  void guide_withdrawnService_namesTheOneInItsPlace(GovSandbox sandbox, GovClient gov) {
    CatalogClient catalog = new CatalogClient(gov);
    String dogs = sandbox.seed().serviceCode("养犬登记", "330106");
    String other = sandbox.seed().serviceCode("公司设立登记", "330106");
    sandbox.catalogControls().withdraw(dogs, other);
    ServiceCode withdrawn = new ServiceCode(dogs);

    RejectedException told = assertThrows(RejectedException.class, () -> catalog.guide(withdrawn));

    assertEquals("SERVICE_WITHDRAWN", told.code());
    assertEquals(Optional.of(new ServiceCode(other)), CatalogClient.replacement(told));
  }

  @Test
  void search_judgedQueries_findsWhatWasMeant(@TempDir Path other) throws IOException {
    List<String[]> judged = judged("judged-queries.tsv");
    double[] figures = figures(judged, other);

    assertTrue(judged.size() >= 200);
    assertTrue(figures[0] >= 0.95, "recall at 5: " + figures[0]);
    assertTrue(figures[1] >= 0.85, "mean reciprocal rank: " + figures[1]);
  }

  /** Written after all was done, and nothing was changed for them. */
  @Test
  void search_queriesWrittenAfterwards_areNotFarBehind(@TempDir Path other) throws IOException {
    double[] figures = figures(judged("judged-queries-later.tsv"), other);

    assertTrue(figures[0] >= 0.7, "recall at 5: " + figures[0]);
  }

  private static List<String[]> judged(String file) throws IOException {
    try (var in = Objects.requireNonNull(LocalCatalogTest.class.getResourceAsStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .toList();
    }
  }

  /** Recall at 5 and mean reciprocal rank. */
  private double[] figures(List<String[]> judged, Path other) throws IOException {
    int found = 0;
    double reciprocal = 0;
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(other.resolve("s.ndjson"), 5_000));
      for (String[] each : judged) {
        List<String> names =
            names(mirror.search(LocalSearchQuery.text(each[0]).region(XIHU).limit(20)));
        int rank = names.indexOf(each[1]) + 1;
        if (rank > 0) {
          reciprocal += 1.0 / rank;
        }
        if (rank > 0 && rank <= 5) {
          found++;
        }
        if (rank != 1) {
          System.out.printf(
              "%s: %s at %d after %s%n", each[0], each[1], rank, names.stream().limit(1).toList());
        }
      }
    }
    double recall = (double) found / judged.size();
    double mrr = reciprocal / judged.size();
    System.out.printf("%d judged queries: recall@5 %.3f, MRR %.3f%n", judged.size(), recall, mrr);
    return new double[] {recall, mrr};
  }
}
