package io.yiwang.catalog;

import java.io.IOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedSetDocValues;

/** Counts how many services have each value of each facet. */
final class FacetCounter {
  private final Kinds kinds;

  FacetCounter(Kinds kinds) {
    this.kinds = kinds;
  }

  /** Counts all services, once for each state of the index. */
  Map<String, Map<String, Integer>> countAll() throws IOException {
    return kinds.facets(this::count);
  }

  /**
   * Counts services.
   *
   * @param services how many there are of each kind
   */
  Map<String, Map<String, Integer>> count(Map<Integer, Integer> services) throws IOException {
    int[] counts = new int[kinds.count()];
    services.forEach((kind, count) -> counts[kind] = count);
    return count(counts);
  }

  private Map<String, Map<String, Integer>> count(int[] services) throws IOException {
    Map<String, Map<String, Integer>> facets = new HashMap<>();
    for (String field : ServiceDocuments.FACETS) {
      Map<String, Integer> sums = new HashMap<>();
      for (int kind = 0; kind < services.length; kind++) {
        if (services[kind] > 0 && kinds.document(kind) >= 0) {
          add(kinds.document(kind), field, services[kind], sums);
        }
      }
      facets.put(field, mostFirst(sums));
    }
    return Map.copyOf(facets);
  }

  private void add(int document, String field, int count, Map<String, Integer> sums)
      throws IOException {
    LeafReaderContext segment = kinds.segmentOf(document);
    SortedSetDocValues values = DocValues.getSortedSet(segment.reader(), field);
    if (values.advanceExact(document - segment.docBase)) {
      for (int i = 0; i < values.docValueCount(); i++) {
        sums.merge(values.lookupOrd(values.nextOrd()).utf8ToString(), count, Integer::sum);
      }
    }
  }

  private static Map<String, Integer> mostFirst(Map<String, Integer> counts) {
    Map<String, Integer> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(each -> sorted.put(each.getKey(), each.getValue()));
    return Collections.unmodifiableMap(sorted);
  }
}
