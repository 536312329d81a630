package io.yiwang.benchmarks;

import io.yiwang.GovClient;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.LocalCatalog;
import io.yiwang.catalog.LocalSearchQuery;
import io.yiwang.testkit.GovSandbox;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Measures how the local catalog scales. Each size is filled and queried in a separate JVM with 128
 * MB of heap. The argument is a size, or {@code full} for 10,000, 100,000, 200,000 and 500,000.
 */
public final class CatalogGrowth {
  private static final String HEAP = "-Xmx128m";
  private static final List<String> SIZES = List.of("10000", "100000", "200000", "500000");

  private CatalogGrowth() {}

  /** Measures each size and prints a table. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 2 && arguments[0].equals("one")) {
      measure(Path.of(arguments[1]));
      return;
    }
    List<String> sizes =
        arguments.length == 0 || arguments[0].equals("full") ? SIZES : List.of(arguments[0]);
    System.out.println(
        "| Services, 128 MB of heap | filled, a second | on disk, MB | no place, p50 / p99, µs"
            + " | with a county, p50 / p99, µs | facets of all: first, then, ms"
            + " | one character, ms | heap in use after a collection, MB |");
    System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|");
    for (String size : sizes) {
      try (TempFolder folder = TempFolder.create("catalog-growth")) {
        snapshot(Integer.parseInt(size), folder.resolve("snapshot.ndjson"));
        Process one =
            Jvm.start(
                List.of(HEAP),
                Jvm.ownClassPath(),
                CatalogGrowth.class,
                "one",
                folder.path().toString());
        one.getInputStream().transferTo(System.out);
        if (one.waitFor() != 0) {
          System.out.printf("| %s | it ended with %d |%n", size, one.exitValue());
        }
      }
    }
  }

  /**
   * Writes the services of a sandbox repeatedly until there are enough, each time with other codes.
   */
  private static void snapshot(int services, Path file) throws IOException {
    int once = Math.min(services, 100_000);
    Path part = file.resolveSibling("part.ndjson");
    try (GovSandbox sandbox = GovSandbox.builder().services(once).start();
        GovClient gov = sandbox.clientBuilder().build()) {
      new CatalogClient(gov).snapshot(part, null);
    }
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int copy = 0; copy < services / once; copy++) {
        String code = "\"code\":\"" + (copy == 0 ? "" : "C" + copy);
        try (Stream<String> lines = Files.lines(part)) {
          Iterator<String> each = lines.iterator();
          while (each.hasNext()) {
            out.write(each.next().replaceFirst("\"code\":\"", code));
            out.newLine();
          }
        }
      }
    }
    Files.delete(part);
  }

  private static void measure(Path folder) throws Exception {
    Path snapshot = folder.resolve("snapshot.ndjson");
    byte[] digest = digest(snapshot);
    try (LocalCatalog catalog = LocalCatalog.open(folder.resolve("catalog"))) {
      double cold =
          CatalogBenchmark.once(() -> catalog.fill(snapshot, digest, "then", count -> {}));
      double first =
          CatalogBenchmark.once(() -> catalog.search(LocalSearchQuery.text("").facets()));
      double facets =
          CatalogBenchmark.best(() -> catalog.search(LocalSearchQuery.text("").facets()));
      double character =
          CatalogBenchmark.best(() -> catalog.search(LocalSearchQuery.text("证").facets()));
      double[] anywhere =
          CatalogBenchmark.micros(
              CatalogBenchmark.anywhere(), each -> CatalogBenchmark.ours(catalog, each));
      double[] county =
          CatalogBenchmark.micros(
              CatalogBenchmark.queries(), each -> CatalogBenchmark.ours(catalog, each));
      System.out.printf(
          "| %,d | %,.0f | %d | %.0f / %.0f | %.0f / %.0f | %.1f, %.2f | %.2f | %d |%n",
          catalog.size(),
          catalog.size() / cold,
          CatalogBenchmark.size(folder.resolve("catalog")) >> 20,
          CatalogBenchmark.at(anywhere, 50),
          CatalogBenchmark.at(anywhere, 99),
          CatalogBenchmark.at(county, 50),
          CatalogBenchmark.at(county, 99),
          first * 1e3,
          facets * 1e3,
          character * 1e3,
          heapAfterCollection() >> 20);
    }
  }

  private static byte[] digest(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return digest.digest();
  }

  private static long heapAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getCollectionUsage)
        .filter(Objects::nonNull)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }
}
