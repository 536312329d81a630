package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCatalogCrashTest {
  private static final RegionCode XIHU = new RegionCode("330106");

  @TempDir Path folder;

  /** Fills a catalog repeatedly until the process is killed. */
  public static final class Filler {
    private Filler() {}

    public static void main(String[] args) throws IOException {
      try (LocalCatalog catalog = LocalCatalog.open(Path.of(args[0]))) {
        while (true) {
          catalog.fill(
              Path.of(args[1]),
              LocalCatalogTest.sha256(Path.of(args[1])),
              "later",
              count -> {
                System.out.println(count);
                System.out.flush();
              });
        }
      }
    }
  }

  private static Process child(Class<?> main, Path... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // The process lives for seconds: fast compilation matters more than fast code.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    Stream.of(arguments).map(Path::toString).forEach(command::add);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @Test
  @Tag("proof")
  void fill_processKilled_leavesTheLastGoodState(@TempDir Path other) throws Exception {
    Path small = LocalCatalogTest.snapshot(other.resolve("small.ndjson"), 1_000);
    Path large = LocalCatalogTest.snapshot(other.resolve("large.ndjson"), 30_000);
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      catalog.fill(small, LocalCatalogTest.sha256(small), "then", count -> {});
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

      catalog.reopen();
      assertEquals(Optional.empty(), catalog.corruption());
      assertEquals(1_000, catalog.size());
    }
    try (LocalCatalog again = LocalCatalog.open(folder)) {
      assertEquals(1_000, again.size());
      again.fill(large, LocalCatalogTest.sha256(large), "later", count -> {});
      assertEquals(30_000, again.size());
      try (Stream<Path> left = Files.list(folder.resolve("yiwang-catalog"))) {
        assertEquals(3, left.count(), "one index, its pointer and the lock");
      }
    }
  }

  /** Adds changes to a catalog repeatedly until the process is killed. */
  public static final class Refresher {
    private Refresher() {}

    public static void main(String[] args) throws Exception {
      try (GovSandbox sandbox = GovSandbox.builder().services(300).start();
          GovClient gov = sandbox.clientBuilder().build();
          LocalCatalog catalog = LocalCatalog.open(Path.of(args[0]))) {
        CatalogClient client = new CatalogClient(gov);
        catalog.refresh(client, count -> {});
        String dogs = sandbox.seed().serviceCode("养犬登记", "330106");
        while (true) {
          sandbox.catalogControls().update(dogs);
          System.out.println(catalog.refresh(client, count -> {}));
          System.out.flush();
        }
      }
    }
  }

  @Test
  @Tag("proof")
  void refresh_processKilled_leavesACompleteCatalog() throws Exception {
    for (int life = 0; life < 2; life++) {
      Process child = child(Refresher.class, folder);
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
      try (LocalCatalog catalog = LocalCatalog.open(folder)) {
        assertEquals(Optional.empty(), catalog.corruption());
        assertTrue(
            LocalCatalogTest.names(catalog.search(LocalSearchQuery.text("养犬").region(XIHU)))
                .contains("养犬登记"));
      }
    }
  }
}
