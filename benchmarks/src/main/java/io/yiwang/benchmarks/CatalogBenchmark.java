package io.yiwang.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yiwang.GovClient;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.LocalCatalog;
import io.yiwang.catalog.LocalSearchQuery;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.RegionCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.FSDirectory;

/**
 * The local mirror of 112,000 services: how fast it is filled, beside Jackson's bare parse of the
 * same bytes; how fast it finds what citizens type in 60 counties, beside a {@link PlainIndex}; and
 * what it takes on disk. One thread.
 */
public final class CatalogBenchmark {
  private static final int SERVICES = 112_000;
  private static final int COUNTIES = 60;
  private static final int PASSES = 5;
  private static final int HITS = 20;
  private static final int CHANGES = 10_000;
  private static final Pattern CODE = Pattern.compile("\"code\":\"([^\"]+)\"");

  /** As typed, also half way. */
  private static final List<String> TYPED =
      List.of(
          "违停",
          "驾照换证",
          "身份证",
          "护照",
          "公积金",
          "社保",
          "结婚",
          "落户",
          "罚单",
          "停车缴费",
          "医保报销",
          "营业执照",
          "注册公司",
          "食品经营许可",
          "残疾人",
          "老年证",
          "出生证明",
          "居住证",
          "养犬",
          "二手车过户",
          "驾",
          "护",
          "户",
          "公司",
          "怎么补办身份证",
          "我的驾照丢了",
          "weiting",
          "wt",
          "jiazhao",
          "jz",
          "huzhao",
          "shebao",
          "sfz",
          "passport",
          "pasport",
          "driving licence",
          "parking",
          "marriage",
          "1101",
          "00012");

  private CatalogBenchmark() {}

  record Asked(String text, String county) {}

  interface Finder {
    int find(Asked asked) throws IOException;
  }

  /** Takes {@code quick} for a tenth of the services, or how many there are to be. */
  public static void main(String[] arguments) throws Exception {
    int services =
        switch (arguments[0]) {
          case "quick" -> SERVICES / 10;
          case "full" -> SERVICES;
          default -> Integer.parseInt(arguments[0]);
        };
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "catalog-benchmark");
    try {
      measure(folder, services);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void measure(Path folder, int services) throws Exception {
    Path snapshot = folder.resolve("snapshot.ndjson");
    double refresh;
    double gateway;
    try (GovSandbox sandbox = GovSandbox.builder().services(services).start();
        GovClient gov = sandbox.clientBuilder().build();
        LocalCatalog following = LocalCatalog.open(folder.resolve("following"))) {
      TimedGateway timed = new TimedGateway(gov);
      CatalogClient catalog = new CatalogClient(timed);
      following.refresh(catalog, count -> {});
      catalog.snapshot(snapshot, null);
      try (Stream<String> all = Files.lines(snapshot)) {
        all.limit(Math.min(CHANGES, services))
            .forEach(line -> sandbox.catalogControls().update(code(line)));
      }
      timed.reset();
      long start = System.nanoTime();
      following.refresh(catalog, count -> {});
      refresh = (System.nanoTime() - start) / 1e9;
      gateway = timed.seconds();
    }
    long lines;
    try (Stream<String> all = Files.lines(snapshot)) {
      lines = all.count();
    }
    double parse = best(() -> parse(snapshot));
    double trees = best(() -> readTrees(snapshot));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(snapshot));
    Path home = folder.resolve("mirror");
    try (LocalCatalog mirror = LocalCatalog.open(home)) {
      double cold = once(() -> mirror.fill(snapshot, digest, "then", count -> {}));
      double fill = best(() -> mirror.fill(snapshot, digest, "then", count -> {}));
      System.out.println("| The mirror | | |\n|---|---:|---:|");
      System.out.printf("| Jackson's tokens alone, items a second | %,.0f | |%n", lines / parse);
      System.out.printf(
          "| Jackson's trees, a line each, items a second | %,.0f | |%n", lines / trees);
      System.out.printf(
          "| filled for the first time in the process, items a second | %,.0f | |%n", lines / cold);
      System.out.printf(
          "| filled, items a second | %,.0f | %.1f times the tokens, %.1f times the trees |%n",
          lines / fill, fill / parse, fill / trees);
      System.out.printf(
          "| refreshed by changes over the loopback, items a second | %,.0f | %,d changes; %.0f %% of"
              + " the time is the sandbox's and the calls' |%n",
          CHANGES / refresh, CHANGES, gateway / refresh * 100);
      System.out.printf(
          "| refreshed, without the calls, items a second | %,.0f | |%n",
          CHANGES / (refresh - gateway));
      System.out.printf(
          "| on disk | %d MB | the snapshot has %d MB |%n",
          size(home) >> 20, Files.size(snapshot) >> 20);
      facets(mirror);
      double[] anywhere = micros(anywhere(), each -> ours(mirror, each));
      List<Asked> asked = asked();
      double[] inCounty = micros(asked, each -> ours(mirror, each));
      try (FSDirectory directory = FSDirectory.open(folder.resolve("plain"))) {
        PlainIndex.fill(directory, snapshot);
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
          IndexSearcher searcher = new IndexSearcher(reader);
          Finder bare = each -> PlainIndex.find(searcher, each.text(), each.county(), HITS);
          compare("without a place", anywhere, micros(anywhere(), bare));
          compare("in a county", inCounty, micros(asked, bare));
        }
      }
    }
  }

  private static void compare(String where, double[] ours, double[] bare) {
    for (int percentile : new int[] {50, 90, 99}) {
      double mine = at(ours, percentile);
      double theirs = at(bare, percentile);
      System.out.printf(
          "| query %s, p%d | %.0f µs | %.2f times the engine's %.0f µs |%n",
          where, percentile, mine, mine / theirs, theirs);
    }
  }

  private static String code(String line) {
    Matcher code = CODE.matcher(line);
    if (!code.find()) {
      throw new IllegalStateException("a line without a code");
    }
    return code.group(1);
  }

  interface Work {
    void run() throws IOException;
  }

  /**
   * Counts what the whole country has by type, audience and so on, and what one character finds.
   */
  static void facets(LocalCatalog mirror) throws IOException {
    double first = once(() -> mirror.search(LocalSearchQuery.text("").facets()));
    double empty = best(() -> mirror.search(LocalSearchQuery.text("").facets()));
    double character = best(() -> mirror.search(LocalSearchQuery.text("证").facets()));
    System.out.printf(
        "| facets of all, the first time and then; of one character, ms | %.1f, %.2f | %.2f |%n",
        first * 1e3, empty * 1e3, character * 1e3);
  }

  static List<Asked> anywhere() {
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < COUNTIES / 10; i++) {
      TYPED.forEach(text -> asked.add(new Asked(text, "")));
    }
    Collections.shuffle(asked, new Random(2));
    return asked;
  }

  static double once(Work work) throws IOException {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Seconds, of the fastest of three. */
  static double best(Work work) throws IOException {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      work.run();
      best = Math.min(best, (System.nanoTime() - start) / 1e9);
    }
    return best;
  }

  private static void parse(Path snapshot) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(snapshot.toFile())) {
      while (parser.nextToken() != null) {
        parser.getValueAsString();
      }
    }
  }

  private static void readTrees(Path snapshot) throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines = Files.newBufferedReader(snapshot)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        json.readTree(line);
      }
    }
  }

  static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  static List<Asked> asked() {
    List<String> counties =
        RegionCode.known()
            .filter(region -> region.level() == RegionCode.Level.COUNTY)
            .map(RegionCode::code)
            .toList();
    Random random = new Random(1);
    List<Asked> asked = new ArrayList<>();
    for (String text : TYPED) {
      for (int i = 0; i < COUNTIES; i++) {
        asked.add(new Asked(text, counties.get(random.nextInt(counties.size()))));
      }
    }
    Collections.shuffle(asked, random);
    return asked;
  }

  /**
   * Returns the fastest of several passes for each query, since the machine also does other work.
   */
  static double[] micros(List<Asked> asked, Finder finder) throws IOException {
    double[] micros = new double[asked.size()];
    Arrays.fill(micros, Double.MAX_VALUE);
    long found = 0;
    for (int pass = 0; pass < PASSES; pass++) {
      for (int i = 0; i < micros.length; i++) {
        long start = System.nanoTime();
        found += finder.find(asked.get(i));
        micros[i] = Math.min(micros[i], (System.nanoTime() - start) / 1000.0);
      }
    }
    if (found == 0) {
      throw new IllegalStateException("nothing was found");
    }
    Arrays.sort(micros);
    return micros;
  }

  static double at(double[] sorted, int percentile) {
    return sorted[(int) ((sorted.length - 1) * percentile / 100.0)];
  }

  static int ours(LocalCatalog mirror, Asked asked) throws IOException {
    LocalSearchQuery query = LocalSearchQuery.text(asked.text()).limit(HITS);
    return mirror
        .search(asked.county().isEmpty() ? query : query.region(new RegionCode(asked.county())))
        .hits()
        .size();
  }
}
