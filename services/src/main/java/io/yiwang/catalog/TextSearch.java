package io.yiwang.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Scores kinds by a text query, and returns the best of their services. */
final class TextSearch {
  /** The most kinds that are found where no region and no department narrows the search. */
  private static final int MOST_KINDS = 1000;

  private final Kinds kinds;
  private final QueryFilters filters;

  TextSearch(Kinds kinds, QueryFilters filters) {
    this.kinds = kinds;
    this.filters = filters;
  }

  /**
   * Returns the best services.
   *
   * @param services those to choose from; null for all
   */
  Matches search(Query text, @Nullable ServiceList services, int limit) throws IOException {
    if (text instanceof BooleanQuery all && all.clauses().isEmpty()) {
      return Matches.NONE;
    }
    Query query = filters.narrow(text);
    return services == null ? amongAll(query, limit) : among(services, query, limit);
  }

  private Matches among(ServiceList services, Query query, int limit) throws IOException {
    BitSet offered = new BitSet(kinds.count());
    for (int i = 0; i < services.size(); i++) {
      offered.set(services.kind(i));
    }
    int[] documents = offered.stream().map(kinds::document).filter(each -> each >= 0).toArray();
    Arrays.sort(documents);
    return Matches.of(services, scores(query, documents), limit);
  }

  /**
   * Returns the scores of kinds by their numbers.
   *
   * @param documents of the kinds, in ascending order
   */
  private Map<Integer, Float> scores(Query query, int[] documents) throws IOException {
    Map<Integer, Float> scores = new HashMap<>();
    Weight weight = kinds.createWeight(kinds.rewrite(query), ScoreMode.COMPLETE, 1);
    int next = 0;
    for (LeafReaderContext segment : kinds.getLeafContexts()) {
      int end = segment.docBase + segment.reader().maxDoc();
      Scorer scorer =
          next < documents.length && documents[next] < end ? weight.scorer(segment) : null;
      SortedDocValues names =
          scorer == null ? null : DocValues.getSorted(segment.reader(), ServiceDocuments.OF_KIND);
      for (; next < documents.length && documents[next] < end; next++) {
        int doc = documents[next] - segment.docBase;
        if (scorer != null
            && names != null
            && scorer.docID() <= doc
            && (scorer.docID() == doc || scorer.iterator().advance(doc) == doc)
            && names.advanceExact(doc)) {
          scores.put(kinds.number(segment, names.ordValue()), scorer.score());
        }
      }
    }
    return scores;
  }

  private Matches amongAll(Query query, int limit) throws IOException {
    List<Matches.Match> best = new ArrayList<>();
    Map<Integer, Integer> services = new HashMap<>();
    long total = 0;
    float last = 0;
    for (ScoreDoc each : kinds.search(query, MOST_KINDS).scoreDocs) {
      int kind = kinds.kindOf(each.doc);
      services.put(kind, kinds.services(kind));
      total += kinds.services(kind);
      // Equally good kinds compete by the levels of their services.
      if (best.size() < limit || each.score == last) {
        addFirst(kind, each.score, limit, best);
        last = each.score;
      }
    }
    return new Matches(Matches.first(best, limit), total, services);
  }

  /** Adds the first services of a kind; each segment has them in the order of results. */
  private void addFirst(int kind, float score, int limit, List<Matches.Match> best)
      throws IOException {
    BytesRef name = kinds.name(kind);
    for (LeafReaderContext segment : kinds.getLeafContexts()) {
      PostingsEnum each =
          segment.reader().postings(new Term(ServiceDocuments.OFFERED, name), PostingsEnum.NONE);
      if (each == null) {
        continue;
      }
      SegmentServices services = new SegmentServices(kinds, segment);
      int count = 0;
      for (int doc = each.nextDoc();
          doc != DocIdSetIterator.NO_MORE_DOCS && count < limit;
          doc = each.nextDoc()) {
        if (services.moveTo(doc)) {
          best.add(new Matches.Match(score, services.level(), services.document()));
          count++;
        }
      }
    }
  }
}
