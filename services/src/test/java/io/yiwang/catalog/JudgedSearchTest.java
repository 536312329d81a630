package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.Language;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches for texts that people type, with the services that each should find. */
@Timeout(120)
class JudgedSearchTest {
  private static final RegionCode XIHU = new RegionCode("330106");
  private static final List<String> KINDS =
      List.of(
          "public", "colloquial", "long", "pinyin", "homophone", "traditional", "english", "mixed");

  @TempDir static Path folder;
  private static LocalCatalog catalog;

  private record Judged(String kind, String text, List<String> services) {}

  /** Computes recall at 5 and mean reciprocal rank of some queries. */
  private static final class Figures {
    private int count;
    private int found;
    private double reciprocal;

    void add(int rank) {
      count++;
      found += rank > 0 && rank <= 5 ? 1 : 0;
      reciprocal += rank > 0 ? 1.0 / rank : 0;
    }

    double recall() {
      return (double) found / count;
    }

    double mrr() {
      return reciprocal / count;
    }
  }

  @BeforeAll
  static void fill() throws IOException {
    catalog = LocalCatalog.open(folder);
    try (GovSandbox sandbox = GovSandbox.builder().seed(7).services(5_000).start();
        GovClient gov = sandbox.clientBuilder().build()) {
      catalog.refresh(new CatalogClient(gov), count -> {});
    }
  }

  @AfterAll
  static void close() throws IOException {
    catalog.close();
  }

  private static List<Judged> judged(String file) {
    return lines(file).stream()
        .map(each -> new Judged(each[0], each[1], List.of(each[2].split("\\|", -1))))
        .toList();
  }

  private static List<String[]> lines(String file) {
    try (var in = Objects.requireNonNull(JudgedSearchTest.class.getResourceAsStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<LocalSearchResult.Hit> hits(LocalCatalog catalog, String text)
      throws IOException {
    return catalog.search(LocalSearchQuery.text(text).region(XIHU)).hits();
  }

  /** Returns the rank of the first expected service, from 1; 0 if it is not among the first 20. */
  private static int rank(List<LocalSearchResult.Hit> hits, Judged judged) {
    List<String> names = hits.stream().map(hit -> ServiceDocuments.nameOf(hit.service())).toList();
    int rank = 1;
    while (rank <= names.size() && !judged.services().contains(names.get(rank - 1))) {
      rank++;
    }
    if (rank != 1) {
      System.out.printf(
          "%s %s: %s at %d after %s%n",
          judged.kind(),
          judged.text(),
          judged.services().get(0),
          rank > names.size() ? 0 : rank,
          names.stream().distinct().limit(2).toList());
    }
    return rank > names.size() ? 0 : rank;
  }

  /** The engine limits a query to 1024 clauses, and each of these words has several synonyms. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void search_hundredCharactersOfEverydayWords_throwsNothing(boolean han) throws IOException {
    List<String> words;
    try (var in = Objects.requireNonNull(Synonyms.class.getResourceAsStream("synonyms.txt"))) {
      words =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> line.indexOf('=') > 0 && !line.startsWith("#"))
              .map(line -> line.substring(0, line.indexOf('=')).strip())
              .filter(word -> han == TextAnalyzer.isHan(word))
              .toList();
    }
    for (int first = 0; first < words.size(); first += 10) {
      StringBuilder text = new StringBuilder();
      for (String word : words.subList(first, words.size())) {
        if (text.length() + word.length() < 100) {
          text.append(word).append(han ? "" : " ");
        }
      }
      String typed = text.toString().strip();
      assertDoesNotThrow(() -> catalog.search(LocalSearchQuery.text(typed)), typed);
    }
  }

  @Test
  void search_eightKindsOfQueries_findTheExpectedServices() throws IOException {
    assertEquals(List.of(Language.ZH_CN, Language.EN), catalog.languages());
    List<Judged> all =
        Stream.of(
                "judged-kinds-before.tsv",
                "judged-kinds-after.tsv",
                "judged-kinds-further.tsv",
                "judged-kinds-three-sets.tsv")
            .flatMap(file -> judged(file).stream())
            .toList();
    Map<String, Figures> kinds = new LinkedHashMap<>();
    KINDS.forEach(kind -> kinds.put(kind, new Figures()));
    Figures whole = new Figures();
    List<String> rankings = new ArrayList<>();
    for (Judged each : all) {
      List<LocalSearchResult.Hit> hits = hits(catalog, each.text());
      rankings.add(ranking(each.text(), hits));
      int rank = rank(hits, each);
      Objects.requireNonNull(kinds.get(each.kind())).add(rank);
      whole.add(rank);
    }

    System.out.println("| Kind | queries | recall at 5 | MRR |\n|---|---:|---:|---:|");
    kinds.forEach(JudgedSearchTest::print);
    print("all", whole);
    List<Executable> checks = new ArrayList<>();
    kinds.forEach(
        (kind, figures) ->
            checks.add(
                () ->
                    assertTrue(
                        figures.recall() >= 0.85 && figures.mrr() >= 0.85,
                        () -> kind + ": " + figures.recall() + ", " + figures.mrr())));
    checks.add(() -> assertRankings(rankings));
    checks.add(() -> assertTrue(whole.count >= 400));
    checks.add(() -> assertTrue(whole.recall() >= 0.95, () -> "recall: " + whole.recall()));
    checks.add(() -> assertTrue(whole.mrr() >= 0.88, () -> "MRR: " + whole.mrr()));
    assertAll(checks);
  }

  /** Returns what was typed, and of the first five hits name and region. */
  private static String ranking(String text, List<LocalSearchResult.Hit> hits) {
    return text
        + "\t"
        + hits.stream()
            .limit(5)
            .map(
                hit -> ServiceDocuments.nameOf(hit.service()) + "@" + hit.service().region().code())
            .collect(Collectors.joining("|"));
  }

  /**
   * Compares the rankings with those in the file, so that every change of them shows in review.
   * With {@code -Drankings.write=true} this writes the file instead.
   */
  private static void assertRankings(List<String> rankings) throws IOException {
    Path file = Path.of("src/test/resources/io/yiwang/catalog/rankings.tsv");
    if (Boolean.getBoolean("rankings.write")) {
      Files.write(file, rankings);
    }
    List<String> expected = Files.readAllLines(file);
    List<String> changed = new ArrayList<>(rankings);
    changed.removeAll(expected);
    assertTrue(
        rankings.equals(expected),
        () ->
            changed.size()
                + " rankings changed; if they shall, write them with -Drankings.write=true: "
                + changed.stream().limit(10).toList());
  }

  private static void print(String kind, Figures figures) {
    System.out.printf(
        "| %s | %d | %.3f | %.3f |%n", kind, figures.count, figures.recall(), figures.mrr());
  }

  @Test
  void search_judgedQueriesInChineseAlone_findTheExpectedService(@TempDir Path folder)
      throws IOException {
    List<String[]> judged = lines("judged-queries.tsv");
    Figures figures = chineseFigures(judged, folder);

    assertTrue(judged.size() >= 200);
    assertTrue(figures.recall() >= 0.95, () -> "recall at 5: " + figures.recall());
    assertTrue(figures.mrr() >= 0.85, () -> "mean reciprocal rank: " + figures.mrr());
  }

  /** These queries were written last; neither the words nor the ranking were adapted to them. */
  @Test
  void search_queriesWrittenLast_areNotFarBehind(@TempDir Path folder) throws IOException {
    Figures figures = chineseFigures(lines("judged-queries-later.tsv"), folder);

    assertTrue(figures.recall() >= 0.7, () -> "recall at 5: " + figures.recall());
  }

  private static Figures chineseFigures(List<String[]> judged, Path folder) throws IOException {
    Path snapshot = LocalCatalogTest.snapshot(folder.resolve("snapshot.ndjson"), 5_000);
    Figures figures = new Figures();
    try (LocalCatalog chinese = LocalCatalog.open(folder)) {
      LocalCatalogTest.fill(chinese, snapshot);
      for (String[] each : judged) {
        figures.add(rank(hits(chinese, each[0]), new Judged("query", each[0], List.of(each[1]))));
      }
    }
    print("judged", figures);
    return figures;
  }
}
