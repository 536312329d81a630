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
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.packed.PackedInts;
import org.jspecify.annotations.Nullable;

/**
 * Searches one state of the index. Its kinds of services have numbers from 0 on: this class knows
 * the document of each, and how many services are of it. It is made once for each state.
 */
final class Kinds extends IndexSearcher {
  /**
   * The weight of a name's length (the parameter b of BM25). It is low, since official names are
   * long: a long one that has all that is asked for is as good as a short one.
   */
  private static final float LENGTH_WEIGHT = 0.3f;

  private final @Nullable OrdinalMap numbers;
  private final int[] documents;
  private final int[] services;
  private final long all;
  private volatile @Nullable Map<String, Map<String, Integer>> facets;

  /** Reads the kinds of a state of the index. */
  Kinds(IndexReader reader) throws IOException {
    super(reader);
    // Finding a region's services takes less time than looking them up in a cache of queries.
    setQueryCache(null);
    setSimilarity(new BM25Similarity(1.2f, LENGTH_WEIGHT));
    List<LeafReaderContext> segments = getLeafContexts();
    SortedDocValues[] names = new SortedDocValues[segments.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = DocValues.getSorted(segments.get(i).reader(), ServiceDocuments.OF_KIND);
    }
    numbers = names.length < 2 ? null : OrdinalMap.build(null, names, PackedInts.COMPACT);
    int count = names.length == 0 ? 0 : names[0].getValueCount();
    documents = new int[numbers == null ? count : (int) numbers.getValueCount()];
    services = new int[documents.length];
    Arrays.fill(documents, -1);
    for (int i = 0; i < names.length; i++) {
      read(segments.get(i), names[i]);
    }
    all = Arrays.stream(services).asLongStream().sum();
  }

  private void read(LeafReaderContext segment, SortedDocValues names) throws IOException {
    LeafReader reader = segment.reader();
    Bits live = reader.getLiveDocs();
    NumericDocValues levels = DocValues.getNumeric(reader, ServiceDocuments.LEVEL);
    for (int doc = 0; doc < reader.maxDoc(); doc++) {
      if ((live == null || live.get(doc)) && names.advanceExact(doc)) {
        int kind = number(segment, names.ordValue());
        boolean isKind =
            levels.advanceExact(doc) && levels.longValue() == ServiceDocuments.KIND_LEVEL;
        if (isKind) {
          documents[kind] = segment.docBase + doc;
        } else {
          services[kind]++;
        }
      }
    }
  }

  /** Returns the number of the kind that has this ordinal in a segment. */
  int number(LeafReaderContext segment, int ordinal) {
    return numbers == null ? ordinal : (int) numbers.getGlobalOrds(segment.ord).get(ordinal);
  }

  /** Returns how many kinds there are. */
  int count() {
    return documents.length;
  }

  /** Returns the document that describes a kind; -1 if there is none. */
  int document(int kind) {
    return documents[kind];
  }

  /** Returns the number of the kind that a document describes. */
  int kindOf(int document) throws IOException {
    LeafReaderContext segment = segmentOf(document);
    return number(segment, nameAt(segment, document).ordValue());
  }

  /** Returns the name of a kind that has a document. */
  BytesRef name(int kind) throws IOException {
    SortedDocValues names = nameAt(segmentOf(documents[kind]), documents[kind]);
    return BytesRef.deepCopyOf(names.lookupOrd(names.ordValue()));
  }

  private static SortedDocValues nameAt(LeafReaderContext segment, int document)
      throws IOException {
    SortedDocValues names = DocValues.getSorted(segment.reader(), ServiceDocuments.OF_KIND);
    if (!names.advanceExact(document - segment.docBase)) {
      throw new IOException("a kind of services of the local catalog has no name");
    }
    return names;
  }

  /** Returns the segment that a document is in. */
  LeafReaderContext segmentOf(int document) {
    List<LeafReaderContext> segments = getLeafContexts();
    return segments.get(ReaderUtil.subIndex(document, segments));
  }

  /** Returns how many services are of a kind. */
  int services(int kind) {
    return services[kind];
  }

  /** Returns how many services there are. */
  long all() {
    return all;
  }

  /** Counts the values of all facets. */
  interface FacetCount {
    /**
     * Counts values.
     *
     * @param services how many there are of each kind
     */
    Map<String, Map<String, Integer>> of(int[] services) throws IOException;
  }

  /** Returns how many of all services have each value; counts them with the first call. */
  Map<String, Map<String, Integer>> facets(FacetCount count) throws IOException {
    Map<String, Map<String, Integer>> known = facets;
    if (known == null) {
      known = count.of(services);
      facets = known;
    }
    return known;
  }
}
