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
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.FSDirectory;

/**
 * Measures the local catalog with 112,000 services on one thread: how fast it is filled, compared
 * with a bare parse of the same bytes by Jackson; how fast it finds what citizens type in 60
 * counties, compared with a {@link PlainIndex}; and its size on disk.
 */
public final class CatalogBenchmark {
  private static final int SERVICES = 112_000;
  private static final int COUNTIES = 60;
  private static final int PASSES = 5;
  private static final int HITS = 20;
  private static final int CHANGES = 10_000;
  private static final Pattern CODE = Pattern.compile("\"code\":\"([^\"]+)\"");

  /** Texts as citizens type them, some of them incomplete. */
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

  record Query(String text, String county) {}

  interface Finder {
    int find(Query query) throws IOException;
  }

  /**
   * Runs the benchmark. The argument is {@code full}, {@code quick} for a tenth of the services, or
   * a number of services.
   */
  public static void main(String[] arguments) throws Exception {
    int services =
        switch (arguments[0]) {
          case "quick" -> SERVICES / 10;
          case "full" -> SERVICES;
          default -> Integer.parseInt(arguments[0]);
        };
    try (TempFolder folder = TempFolder.create("catalog-benchmark")) {
      measure(folder, services);
    }
  }

  private static void measure(TempFolder folder, int services) throws Exception {
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
    Path home = folder.resolve("catalog");
    try (LocalCatalog catalog = LocalCatalog.open(home)) {
      double cold = once(() -> catalog.fill(snapshot, digest, "then", count -> {}));
      double fill = best(() -> catalog.fill(snapshot, digest, "then", count -> {}));
      System.out.println("| The local catalog | | |\n|---|---:|---:|");
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
      facets(catalog);
      double[] anywhere = micros(anywhere(), each -> ours(catalog, each));
      List<Query> queries = queries();
      double[] inCounty = micros(queries, each -> ours(catalog, each));
      try (FSDirectory directory = FSDirectory.open(folder.resolve("plain"))) {
        PlainIndex.fill(directory, snapshot);
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
          IndexSearcher searcher = new IndexSearcher(reader);
          Finder bare = each -> PlainIndex.find(searcher, each.text(), each.county(), HITS);
          compare("without a place", anywhere, micros(anywhere(), bare));
          compare("in a county", inCounty, micros(queries, bare));
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

  /** Measures facets: of all services of the country, and of those that match one character. */
  static void facets(LocalCatalog catalog) throws IOException {
    double first = once(() -> catalog.search(LocalSearchQuery.text("").facets()));
    double empty = best(() -> catalog.search(LocalSearchQuery.text("").facets()));
    double character = best(() -> catalog.search(LocalSearchQuery.text("证").facets()));
    System.out.printf(
        "| facets of all, the first time and then; of one character, ms | %.1f, %.2f | %.2f |%n",
        first * 1e3, empty * 1e3, character * 1e3);
  }

  static List<Query> anywhere() {
    List<Query> queries = new ArrayList<>();
    for (int i = 0; i < COUNTIES / 10; i++) {
      TYPED.forEach(text -> queries.add(new Query(text, "")));
    }
    Collections.shuffle(queries, new Random(2));
    return queries;
  }

  static double once(Work work) throws IOException {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Returns the seconds of the fastest of three runs. */
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

  static List<Query> queries() {
    List<String> counties =
        RegionCode.known()
            .filter(region -> region.level() == RegionCode.Level.COUNTY)
            .map(RegionCode::code)
            .toList();
    Random random = new Random(1);
    List<Query> queries = new ArrayList<>();
    for (String text : TYPED) {
      for (int i = 0; i < COUNTIES; i++) {
        queries.add(new Query(text, counties.get(random.nextInt(counties.size()))));
      }
    }
    Collections.shuffle(queries, random);
    return queries;
  }

  /**
   * Returns the sorted times of the queries, each the fastest of several passes, since the machine
   * also does other work.
   */
  static double[] micros(List<Query> queries, Finder finder) throws IOException {
    double[] micros = new double[queries.size()];
    Arrays.fill(micros, Double.MAX_VALUE);
    long found = 0;
    for (int pass = 0; pass < PASSES; pass++) {
      for (int i = 0; i < micros.length; i++) {
        long start = System.nanoTime();
        found += finder.find(queries.get(i));
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

  static int ours(LocalCatalog catalog, Query query) throws IOException {
    LocalSearchQuery search = LocalSearchQuery.text(query.text()).limit(HITS);
    return catalog
        .search(query.county().isEmpty() ? search : search.region(new RegionCode(query.county())))
        .hits()
        .size();
  }
}
