package io.yiwang.testkit;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds services, the best match first. Words are scored once for each item and each region and not
 * for each service, of which there may be 200,000. Guarded by the {@link VirtualScheduler}.
 */
final class CatalogSearch {
  /** The conditions of a search; an absent one does not restrict it. */
  record Query(
      @Nullable String text,
      @Nullable String region,
      @Nullable String type,
      @Nullable String audience,
      @Nullable String theme,
      @Nullable String department,
      @Nullable String collection,
      @Nullable String online,
      @Nullable Boolean payable) {}

  private record Key(Query query, int version) {}

  private static final int REGION_FITS = 8;
  private static final int REMEMBERED = 8;

  /** Words that say nothing about the service. */
  private static final Set<String> FILLERS =
      Set.of(
          "怎么", "怎么办", "如何", "办理", "我要", "我想", "在哪", "哪里", "how", "to", "a", "an", "the", "for",
          "of", "in", "my", "i", "do", "can", "get");

  private final Catalog catalog;

  /** The last results, so that the pages of one search do not search again. */
  private final Map<Key, int[]> results =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, int[]> eldest) {
          return size() > REMEMBERED;
        }
      };

  CatalogSearch(Catalog catalog) {
    this.catalog = catalog;
  }

  int[] find(Query query) {
    return results.computeIfAbsent(new Key(query, catalog.version()), key -> search(key.query()));
  }

  private int[] search(Query query) {
    int[][] itemFits = new int[catalog.items.size()][];
    List<String> words = words(query.text());
    for (int i = 0; i < itemFits.length; i++) {
      ServiceItem item = catalog.items.get(i);
      itemFits[i] = admits(query, item) ? words.stream().mapToInt(item::fits).toArray() : null;
    }
    boolean[][] regionFits = new boolean[catalog.regions.size()][];
    for (int i = 0; i < regionFits.length; i++) {
      String region = catalog.regions.get(i);
      regionFits[i] = admits(query, region) ? fits(region, words) : null;
    }
    IntPredicate ofDepartment =
        service ->
            query.department() == null
                || catalog.departmentCode(service).equals(query.department());
    return best(catalog.all().filter(ofDepartment), itemFits, regionFits);
  }

  private int[] best(IntStream services, int[][] itemFits, boolean[][] regionFits) {
    long[] ranked =
        services
            .mapToLong(
                service -> {
                  int[] item = itemFits[catalog.itemOf(service)];
                  boolean[] region = regionFits[catalog.regionOf(service)];
                  int score = item == null || region == null ? -1 : score(item, region);
                  return score < 0 ? Long.MAX_VALUE : rank(service, score);
                })
            .filter(rank -> rank != Long.MAX_VALUE)
            .toArray();
    Arrays.sort(ranked);
    return Arrays.stream(ranked).mapToInt(rank -> (int) (rank & 0xFFFFFF)).toArray();
  }

  /** Returns the score of a service, or -1 if a word fits neither the item nor the region. */
  private static int score(int[] item, boolean[] region) {
    int score = 0;
    for (int i = 0; i < item.length; i++) {
      int fit = Math.max(item[i], region[i] ? REGION_FITS : 0);
      if (fit == 0) {
        return -1;
      }
      score += item[i] + (region[i] ? REGION_FITS : 0);
    }
    return score;
  }

  /** Returns a number to sort by: score from high to low, then level, item, region and service. */
  private long rank(int service, int score) {
    long rank = 0x7FFFL - Math.min(score, 0x7FFF);
    rank = rank << 3 | catalog.level(service);
    rank = rank << 9 | catalog.itemOf(service);
    rank = rank << 12 | catalog.regionOf(service);
    return rank << 24 | service;
  }

  private static boolean admits(Query query, ServiceItem item) {
    return (query.type() == null || item.row.text("type").equals(query.type()))
        && (query.audience() == null || item.audiences.contains(query.audience()))
        && (query.theme() == null || item.themes.contains(query.theme()))
        && (query.collection() == null || item.collections.contains(query.collection()))
        && (query.online() == null || item.row.text("online").equals(query.online()))
        && (query.payable() == null || item.isPayable() == query.payable());
  }

  private static boolean admits(Query query, String region) {
    if (query.region() == null || OpenRegions.isWholeCountry(query.region())) {
      return true;
    }
    // No service is offered below a county: a township has those of its county.
    String county = query.region().length() > 6 ? query.region().substring(0, 6) : query.region();
    return Regions.within(region, county);
  }

  private static boolean[] fits(String region, List<String> words) {
    String full = Regions.fullName(region);
    String brief = Regions.name(region).replaceAll("[省市区县]$", "");
    boolean[] fits = new boolean[words.size()];
    for (int i = 0; i < fits.length; i++) {
      fits[i] = full.contains(words.get(i)) || (brief.length() > 1 && words.get(i).contains(brief));
    }
    return fits;
  }

  /**
   * Splits a text into words in lower case and half width; fillers are dropped unless there are no
   * others.
   */
  static List<String> words(@Nullable String text) {
    if (text == null) {
      return List.of();
    }
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    List<String> words =
        Arrays.stream(plain.split("[\\s\\p{Punct}，。、；？！“”（）《》&&[^']]+"))
            .filter(word -> !word.isEmpty())
            .distinct()
            .toList();
    List<String> telling = words.stream().filter(word -> !FILLERS.contains(word)).toList();
    return telling.isEmpty() ? words : telling;
  }
}
