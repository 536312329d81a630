package io.yiwang.catalog;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/**
 * Looks terms of the index up, each once in a search. Most terms of a search are not in the index,
 * and to the engine a query for one of these costs as much as one that finds. For one thread.
 */
final class IndexTerms {
  private final IndexSearcher searcher;
  private final Map<String, TermsEnum[]> fields = new HashMap<>();
  private final Map<Term, Query> found = new HashMap<>();

  IndexTerms(IndexSearcher searcher) {
    this.searcher = searcher;
  }

  /** Returns a query for a term; a {@link MatchNoDocsQuery} where the index does not have it. */
  Query term(String field, String value) throws IOException {
    Term term = new Term(field, value);
    Query known = found.get(term);
    if (known == null) {
      known = lookUp(term);
      found.put(term, known);
    }
    return known;
  }

  private Query lookUp(Term term) throws IOException {
    TermStates states = new TermStates(searcher.getTopReaderContext());
    List<LeafReaderContext> segments = searcher.getLeafContexts();
    TermsEnum[] terms = terms(term.field());
    boolean isKnown = false;
    for (int i = 0; i < terms.length; i++) {
      if (terms[i].seekExact(term.bytes())) {
        states.register(
            terms[i].termState(),
            segments.get(i).ord,
            terms[i].docFreq(),
            terms[i].totalTermFreq());
        isKnown = true;
      }
    }
    return isKnown ? new TermQuery(term, states) : new MatchNoDocsQuery();
  }

  /** Returns whether a term of the field begins with this prefix. */
  boolean hasPrefix(String field, String prefix) throws IOException {
    BytesRef bytes = new BytesRef(prefix);
    for (TermsEnum terms : terms(field)) {
      if (terms.seekCeil(bytes) != TermsEnum.SeekStatus.END
          && StringHelper.startsWith(terms.term(), bytes)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the terms that begin with the same letter and differ by one misspelling. */
  Set<String> similar(String field, String word) throws IOException {
    Set<String> similar = new TreeSet<>();
    BytesRef first = new BytesRef(word.substring(0, 1));
    for (TermsEnum terms : terms(field)) {
      boolean more = terms.seekCeil(first) != TermsEnum.SeekStatus.END;
      while (more && StringHelper.startsWith(terms.term(), first)) {
        // Letters of several bytes make a term look longer, never shorter.
        if (Math.abs(terms.term().length - word.length()) <= 1) {
          String term = terms.term().utf8ToString();
          if (TextAnalyzer.isSimilar(term, word)) {
            similar.add(term);
          }
        }
        more = terms.next() != null;
      }
    }
    return similar;
  }

  private TermsEnum[] terms(String field) throws IOException {
    TermsEnum[] known = fields.get(field);
    if (known == null) {
      List<LeafReaderContext> segments = searcher.getLeafContexts();
      known = new TermsEnum[segments.size()];
      for (int i = 0; i < known.length; i++) {
        Terms terms = segments.get(i).reader().terms(field);
        known[i] = terms == null ? TermsEnum.EMPTY : terms.iterator();
      }
      fields.put(field, known);
    }
    return known;
  }
}
