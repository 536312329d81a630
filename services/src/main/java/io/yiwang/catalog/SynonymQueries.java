package io.yiwang.catalog;

import static io.yiwang.catalog.TermQueries.add;
import static io.yiwang.catalog.TermQueries.addTo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;

/** Builds queries for words and their synonyms, of which the best counts. For one thread. */
final class SynonymQueries {
  private static final float SYNONYM_WEIGHT = 0.8f;

  /** The weight of a word that many services share, beside what is asked about. */
  static final float GENERIC_WEIGHT = 0.4f;

  private final TermQueries terms;
  private final Synonyms synonyms;

  SynonymQueries(TermQueries terms, Synonyms synonyms) {
    this.terms = terms;
    this.synonyms = synonyms;
  }

  /** Returns a query for a word of Chinese characters or one of its synonyms. */
  @Nullable Query word(String word, List<String> others) throws IOException {
    float weight = weight(word);
    int size = Math.max(1, TextAnalyzer.pairs(word).size());
    List<Query> alternatives = new ArrayList<>();
    addTo(alternatives, pairs(word, weight, synonyms.isGeneric(word)));
    for (String other : others) {
      addTo(alternatives, synonym(other, size, weight));
    }
    return TermQueries.bestOf(alternatives, 0.2f);
  }

  /** Returns a query for words in Latin letters or what they mean together. */
  @Nullable Query english(List<String> words, List<String> others) throws IOException {
    BooleanQuery.Builder own = new BooleanQuery.Builder();
    for (String word : words) {
      add(own, terms.englishOrSimilar(word));
    }
    List<Query> alternatives = new ArrayList<>();
    addTo(alternatives, TermQueries.orNull(own));
    for (String other : others) {
      addTo(alternatives, synonym(other, words.size() + 1, 1));
    }
    return TermQueries.bestOf(alternatives, 0.2f);
  }

  /** Adds everyday words that somebody has spelled by their sound. */
  void addBySound(BooleanQuery.Builder all, List<String> syllables, float weight)
      throws IOException {
    for (Synonyms.Span span : synonyms.soundSpans(syllables)) {
      String word = span.synonyms().get(0);
      Query found = word(word, span.synonyms().subList(1, span.synonyms().size()));
      if (found != null) {
        add(all, new BoostQuery(found, weight));
      }
    }
  }

  /**
   * Returns a query for a synonym, which scores no more than the word itself could, whatever the
   * synonym's length.
   *
   * @param size how many pairs of characters the word has
   */
  @Nullable Query synonym(String synonym, int size, float weight) throws IOException {
    return synonym(synonym, size, weight, false);
  }

  /**
   * Returns a query for what words mean in combination. Its generic parts count as much as the
   * rest, since it is meant as a whole: all of 公司注销登记, not 公司 alone.
   *
   * @param size how many characters the words have
   */
  @Nullable Query meaning(String meaning, int size, float weight) throws IOException {
    return synonym(meaning, size, weight, true);
  }

  private @Nullable Query synonym(String synonym, int size, float weight, boolean isWhole)
      throws IOException {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    int own = 0;
    for (String run : TextAnalyzer.runs(synonym)) {
      if (TextAnalyzer.isHan(run)) {
        add(all, pairs(run, 1, isWhole));
        own += Math.max(1, TextAnalyzer.pairs(run).size());
      } else {
        add(all, terms.englishOrSimilar(run));
        own++;
      }
    }
    Query query = TermQueries.orNull(all);
    if (query == null) {
      return null;
    }
    float share = Math.min(1, (size + 0.5f) / own);
    return new BoostQuery(query, SYNONYM_WEIGHT * share * weight);
  }

  /**
   * Returns a query for the pairs of characters of a run.
   *
   * @param isEven whether pairs of generic words count as much as others
   */
  private @Nullable Query pairs(String run, float weight, boolean isEven) throws IOException {
    List<String> pairs = TextAnalyzer.pairs(run);
    if (pairs.isEmpty()) {
      return terms.text(run, weight);
    }
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    boolean[] generic = synonyms.genericCharacters(run);
    int at = 0;
    for (String pair : pairs) {
      boolean isLess = !isEven && generic[at] && generic[Math.min(at + 1, generic.length - 1)];
      add(all, terms.text(pair, isLess ? weight * GENERIC_WEIGHT : weight));
      at += Character.charCount(run.codePointAt(at));
    }
    return TermQueries.orNull(all);
  }

  float weight(String word) {
    return synonyms.isGeneric(word) ? GENERIC_WEIGHT : 1;
  }
}
