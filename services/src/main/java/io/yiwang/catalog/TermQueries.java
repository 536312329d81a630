package io.yiwang.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;

/**
 * Builds queries for single terms. Each is null where the index has no such term. For one thread.
 */
final class TermQueries {
  private final IndexTerms terms;

  TermQueries(IndexTerms terms) {
    this.terms = terms;
  }

  /** Returns a query for services that have a term in their name or their keywords. */
  @Nullable Query text(String term, float weight) throws IOException {
    return either(ServiceDocuments.NAME, ServiceDocuments.KEYWORD, term, weight);
  }

  /** Returns a query for services that have an English word in their name or their keywords. */
  @Nullable Query english(String word, float weight) throws IOException {
    return either(ServiceDocuments.ENGLISH, ServiceDocuments.ENGLISH_KEYWORD, word, weight);
  }

  private @Nullable Query either(String name, String keyword, String term, float weight)
      throws IOException {
    List<Query> alternatives = new ArrayList<>();
    Query byName = terms.term(name, term);
    if (isKnown(byName)) {
      alternatives.add(new BoostQuery(byName, 1.5f * weight));
    }
    Query byKeyword = terms.term(keyword, term);
    if (isKnown(byKeyword)) {
      alternatives.add(new BoostQuery(byKeyword, weight));
    }
    return bestOf(alternatives, 0.5f);
  }

  /** Returns a query for an English word, its stem, its beginning, or a word of nearly its form. */
  @Nullable Query englishOrSimilar(String word) throws IOException {
    List<Query> alternatives = new ArrayList<>();
    addTo(alternatives, english(word, 1.2f));
    addTo(alternatives, english(TextAnalyzer.stem(word), 1));
    addTo(alternatives, text(word, 1));
    if (word.length() > 2) {
      addPrefix(alternatives, ServiceDocuments.ENGLISH, word, 2);
      addPrefix(alternatives, ServiceDocuments.ENGLISH_KEYWORD, word, 2);
    }
    // A word that no other begins with may be misspelled.
    if (alternatives.isEmpty() && word.length() > 3) {
      for (String field : List.of(ServiceDocuments.ENGLISH, ServiceDocuments.ENGLISH_KEYWORD)) {
        for (String similar : terms.similar(field, word)) {
          alternatives.add(constant(terms.term(field, similar), 4));
        }
      }
    }
    return bestOf(alternatives, 0);
  }

  /** Returns a query for digits, as they are or as the beginning of a number. */
  @Nullable Query digits(String run) throws IOException {
    List<Query> alternatives = new ArrayList<>();
    addTo(alternatives, text(run, 1));
    if (run.length() > 2) {
      addPrefix(alternatives, ServiceDocuments.NAME, run, 3);
      addPrefix(alternatives, ServiceDocuments.KEYWORD, run, 3);
    }
    return bestOf(alternatives, 0);
  }

  /** Returns a query for services that have a word as one of their keywords. */
  @Nullable Query wholeKeyword(String word, float score) throws IOException {
    Query query = terms.term(ServiceDocuments.WHOLE_KEYWORD, word);
    return isKnown(query) ? constant(query, score) : null;
  }

  /** Returns a query for any of some pairs of syllables. */
  @Nullable Query syllables(Set<String> pairs, float weight) throws IOException {
    List<Query> alternatives = new ArrayList<>();
    for (String each : pairs) {
      Query query = terms.term(ServiceDocuments.SYLLABLES, each);
      if (isKnown(query)) {
        alternatives.add(new BoostQuery(query, weight * 1.5f));
      }
    }
    return bestOf(alternatives, 0);
  }

  /** Adds queries for letters as the sounds or the initials of characters. */
  void addSounds(List<Query> alternatives, String letters, float score) throws IOException {
    String word = letters.substring(0, Math.min(letters.length(), TextAnalyzer.LONGEST_SOUND));
    addSound(alternatives, ServiceDocuments.SOUND, word, score);
    addSound(alternatives, ServiceDocuments.INITIALS, word, score - 2);
    if (word.length() > 2) {
      addSound(alternatives, ServiceDocuments.FOLDED_SOUND, Pinyin.fold(word), score - 1);
    }
  }

  private void addSound(List<Query> alternatives, String field, String letters, float score)
      throws IOException {
    addPrefix(alternatives, field, letters, score);
    Query whole = terms.term(field, letters);
    if (isKnown(whole)) {
      alternatives.add(constant(whole, score + 2));
    }
  }

  private void addPrefix(List<Query> alternatives, String field, String start, float score)
      throws IOException {
    if (terms.hasPrefix(field, start)) {
      alternatives.add(constant(new PrefixQuery(new Term(field, start)), score));
    }
  }

  private static boolean isKnown(Query query) {
    return !(query instanceof MatchNoDocsQuery);
  }

  private static Query constant(Query query, float score) {
    return new BoostQuery(new ConstantScoreQuery(query), score);
  }

  /**
   * Returns a query that scores as the best of several.
   *
   * @param others the part of the other scores that is added
   */
  static @Nullable Query bestOf(List<Query> alternatives, float others) {
    return alternatives.isEmpty() ? null : new DisjunctionMaxQuery(alternatives, others);
  }

  static void addTo(List<Query> alternatives, @Nullable Query query) {
    if (query != null) {
      alternatives.add(query);
    }
  }

  static void add(BooleanQuery.Builder all, @Nullable Query query) {
    if (query != null) {
      all.add(query, Occur.SHOULD);
    }
  }

  static @Nullable Query orNull(BooleanQuery.Builder all) {
    BooleanQuery query = all.build();
    return query.clauses().isEmpty() ? null : query;
  }
}
