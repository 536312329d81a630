package io.yiwang.catalog;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/** Finds services by the beginning of one of their codes. */
final class CodeSearch {
  /** The most services that are found where no region and no department narrows the search. */
  private static final int MOST_SERVICES = 1000;

  private static final Pattern CODE = Pattern.compile("(?=.*[0-9])[0-9a-z]{4,}");

  private final Kinds kinds;

  CodeSearch(Kinds kinds) {
    this.kinds = kinds;
  }

  /** Returns whether a text may be the beginning of a code. */
  static boolean mayBeCode(String text) {
    return CODE.matcher(text).matches();
  }

  /**
   * Returns the best services.
   *
   * @param services those to choose from; null for all
   * @param allowed the kinds to choose from, by number; null for all
   */
  Matches search(String start, @Nullable ServiceList services, @Nullable BitSet allowed, int limit)
      throws IOException {
    ServiceList found = services == null ? withCode(start) : withCode(start, services);
    Map<Integer, Float> scores = new HashMap<>();
    for (int i = 0; i < found.size(); i++) {
      if (allowed == null || allowed.get(found.kind(i))) {
        scores.put(found.kind(i), 1f);
      }
    }
    return Matches.of(found, scores, limit);
  }

  private ServiceList withCode(String start, ServiceList services) throws IOException {
    ServiceList found = new ServiceList();
    for (int i = 0; i < services.size(); i++) {
      if (hasCode(services.document(i), start)) {
        found.add(services.document(i), services.kind(i), services.level(i));
      }
    }
    return found;
  }

  private boolean hasCode(int document, String start) throws IOException {
    LeafReaderContext segment = kinds.segmentOf(document);
    SortedSetDocValues codes = DocValues.getSortedSet(segment.reader(), ServiceDocuments.CODES);
    BytesRef bytes = new BytesRef(start);
    if (codes.advanceExact(document - segment.docBase)) {
      for (int i = 0; i < codes.docValueCount(); i++) {
        if (StringHelper.startsWith(codes.lookupOrd(codes.nextOrd()), bytes)) {
          return true;
        }
      }
    }
    return false;
  }

  private ServiceList withCode(String start) throws IOException {
    ServiceList found = new ServiceList();
    // As they were given: in capitals.
    add(ServiceDocuments.CODE, start.toUpperCase(Locale.ROOT), found);
    add(ServiceDocuments.BASIC, start, found);
    return found;
  }

  private void add(String field, String start, ServiceList found) throws IOException {
    BytesRef bytes = new BytesRef(start);
    for (LeafReaderContext segment : kinds.getLeafContexts()) {
      Terms all = segment.reader().terms(field);
      TermsEnum each = all == null ? TermsEnum.EMPTY : all.iterator();
      SegmentServices services = new SegmentServices(kinds, segment);
      boolean more = each.seekCeil(bytes) != TermsEnum.SeekStatus.END;
      PostingsEnum docs = null;
      while (more && found.size() < MOST_SERVICES && StringHelper.startsWith(each.term(), bytes)) {
        docs = each.postings(docs, PostingsEnum.NONE);
        for (int doc = docs.nextDoc();
            doc != DocIdSetIterator.NO_MORE_DOCS && found.size() < MOST_SERVICES;
            doc = docs.nextDoc()) {
          if (services.moveTo(doc)) {
            found.add(services.document(), services.kind(), services.level());
          }
        }
        more = each.next() != null;
      }
    }
  }
}
