package io.yiwang.catalog;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.OrdinalMap;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.packed.PackedInts;
import org.jspecify.annotations.Nullable;

/**
 * A state of the index with its kinds, which have numbers from 0 on: where the document of each is,
 * and how many services are of it. Made once for a state.
 */
final class Kinds extends IndexSearcher {
  /**
   * Official names are long: a long one that has all that is asked for is as good as a short one.
   */
  private static final float BY_LENGTH = 0.3f;

  private final @Nullable OrdinalMap numbers;
  private final int[] documents;
  private final int[] services;
  private final long all;
  private volatile @Nullable Map<String, Map<String, Integer>> facets;

  /** Reads the state. */
  Kinds(IndexReader reader) throws IOException {
    super(reader);
    // What a place offers is found sooner than looked up in a cache of what others asked.
    setQueryCache(null);
    setSimilarity(new BM25Similarity(1.2f, BY_LENGTH));
    List<LeafReaderContext> leaves = getLeafContexts();
    SortedDocValues[] names = new SortedDocValues[leaves.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = DocValues.getSorted(leaves.get(i).reader(), ServiceDocuments.OF_KIND);
    }
    numbers = names.length < 2 ? null : OrdinalMap.build(null, names, PackedInts.COMPACT);
    int count = names.length == 0 ? 0 : names[0].getValueCount();
    documents = new int[numbers == null ? count : (int) numbers.getValueCount()];
    services = new int[documents.length];
    Arrays.fill(documents, -1);
    for (int i = 0; i < names.length; i++) {
      read(leaves.get(i), names[i]);
    }
    all = Arrays.stream(services).asLongStream().sum();
  }

  private void read(LeafReaderContext leaf, SortedDocValues names) throws IOException {
    LeafReader reader = leaf.reader();
    Bits live = reader.getLiveDocs();
    NumericDocValues levels = DocValues.getNumeric(reader, ServiceDocuments.LEVEL);
    for (int doc = 0; doc < reader.maxDoc(); doc++) {
      if ((live == null || live.get(doc)) && names.advanceExact(doc)) {
        int kind = number(leaf, names.ordValue());
        boolean isKind =
            levels.advanceExact(doc) && levels.longValue() == ServiceDocuments.KIND_LEVEL;
        if (isKind) {
          documents[kind] = leaf.docBase + doc;
        } else {
          services[kind]++;
        }
      }
    }
  }

  /** Returns the number of a kind that has that ordinal in a part of the index. */
  int number(LeafReaderContext leaf, int ordinal) {
    return numbers == null ? ordinal : (int) numbers.getGlobalOrds(leaf.ord).get(ordinal);
  }

  /** Returns how many kinds there are. */
  int count() {
    return documents.length;
  }

  /** Returns the document of a kind; -1 if it has none. */
  int document(int kind) {
    return documents[kind];
  }

  /** Returns how many services are of a kind. */
  int services(int kind) {
    return services[kind];
  }

  /** Returns how many services there are. */
  long all() {
    return all;
  }

  /** Counts of a whole state. */
  interface Count {
    Map<String, Map<String, Integer>> of(int[] services) throws IOException;
  }

  /** Returns how many of all services have each value, counted once. */
  Map<String, Map<String, Integer>> facets(Count count) throws IOException {
    Map<String, Map<String, Integer>> known = facets;
    if (known == null) {
      known = count.of(services);
      facets = known;
    }
    return known;
  }
}
