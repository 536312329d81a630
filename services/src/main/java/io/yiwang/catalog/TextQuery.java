package io.yiwang.catalog;

import static io.yiwang.catalog.SynonymQueries.GENERIC_WEIGHT;
import static io.yiwang.catalog.TermQueries.add;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;

/**
 * Builds the engine's query over kinds of services from what a citizen types. Each part of the text
 * adds to the score: pairs of characters, everyday words by their synonyms, words in Latin letters
 * as English and as pinyin. A pair that the index does not have is searched for by its sound. For
 * one thread.
 */
final class TextQuery {
  private static final int LONGEST_WORD = 12;

  /** The weight of characters of which only one belongs to a word that many services share. */
  private static final float PARTLY_GENERIC_WEIGHT = 0.6f;

  /** The weight of a clause that asks nothing, where another one does. */
  private static final float STATEMENT_WEIGHT = 0.7f;

  /** The weight of what two words mean in combination, which says more than either. */
  private static final float COMBINATION_WEIGHT = 1.2f;

  private static final int MOST_MEANINGS = 4;

  /** The weight of a character that is left alone between others. */
  private static final float SINGLE_WEIGHT = 0.3f;

  /** The most pairs that two misspelled characters make unknown. */
  private static final int MISSPELLED_PAIRS = 4;

  private static final float SOUND_WEIGHT = 0.8f;

  /** Marks a clause that asks for something, beside those that describe a situation. */
  private static final Pattern QUESTION =
      Pattern.compile("怎|咋|如何|请问|吗|呢|能不能|可不可以|可否|能否|是否|哪|什么|啥|多少|谁|想|申请|咨询|需要");

  private static final Pattern CLAUSE = Pattern.compile("[^,;。!?]+");

  private final TermQueries terms;
  private final SynonymQueries words;
  private final LatinQueries latin;
  private final Synonyms synonyms;
  private final boolean isWide;

  /**
   * Builds queries.
   *
   * @param isWide whether single characters and sounds count everywhere, as where nothing was found
   *     without them
   */
  TextQuery(IndexTerms terms, Synonyms synonyms, boolean isWide) {
    this.terms = new TermQueries(terms);
    this.words = new SynonymQueries(this.terms, synonyms);
    this.latin = new LatinQueries(this.terms, words, synonyms);
    this.synonyms = synonyms;
    this.isWide = isWide;
  }

  /**
   * Returns the query for a text.
   *
   * @param asked the text as it was typed
   * @param content the same text with blanks in place of its filler words
   */
  Query of(String asked, String content) throws IOException {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    List<MatchResult> clauses = CLAUSE.matcher(asked).results().toList();
    boolean hasQuestion = clauses.stream().anyMatch(TextQuery::isQuestion);
    for (MatchResult each : clauses) {
      List<String> runs = TextAnalyzer.runs(content.substring(each.start(), each.end()));
      if (!hasQuestion || isQuestion(each)) {
        addClause(all, runs);
      } else if (!runs.isEmpty()) {
        BooleanQuery.Builder statement = new BooleanQuery.Builder();
        addClause(statement, runs);
        add(all, new BoostQuery(statement.build(), STATEMENT_WEIGHT));
      }
    }
    addMeanings(all, asked);
    return all.build();
  }

  private static boolean isQuestion(MatchResult clause) {
    return QUESTION.matcher(clause.group()).find();
  }

  private void addMeanings(BooleanQuery.Builder all, String asked) throws IOException {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    for (Synonyms.Meaning each : synonyms.combinedMeanings(asked)) {
      each.synonyms().forEach(synonym -> sizes.merge(synonym, each.size(), Math::max));
    }
    // A long text has many, and each costs a search.
    List<Map.Entry<String, Integer>> longest =
        sizes.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(MOST_MEANINGS)
            .toList();
    for (Map.Entry<String, Integer> each : longest) {
      add(all, words.meaning(each.getKey(), each.getValue(), COMBINATION_WEIGHT));
    }
  }

  private void addClause(BooleanQuery.Builder all, List<String> runs) throws IOException {
    List<String> latinRuns = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      String run = runs.get(i);
      if (TextAnalyzer.isLatin(run)) {
        latinRuns.add(run);
      } else {
        latin.addRuns(all, latinRuns, false);
        latinRuns.clear();
        if (TextAnalyzer.isHan(run)) {
          addHan(all, run, runs.size() == 1);
        } else {
          add(all, terms.digits(run));
        }
      }
      if (i > 0) {
        addSeam(all, runs.get(i - 1), run);
      }
    }
    latin.addRuns(all, latinRuns, latinRuns.size() == runs.size());
  }

  private void addHan(BooleanQuery.Builder all, String run, boolean isAll) throws IOException {
    List<Synonyms.Span> spans = synonyms.spans(run);
    List<String> pairs = TextAnalyzer.pairs(run);
    if (pairs.isEmpty()) {
      addSingle(all, run, spans, isAll);
      return;
    }
    // Long sentences have pairs that are not words, and which sound like something by chance.
    float shortness = Math.min(1, 8f / pairs.size());
    float soundWeight = SOUND_WEIGHT * shortness * shortness * knownShare(pairs);
    boolean hasUnknown = addPairs(all, run, pairs, spans, soundWeight);
    for (Synonyms.Span span : spans) {
      add(all, words.word(run.substring(span.start(), span.end()), span.synonyms()));
    }
    if (hasUnknown) {
      words.addBySound(all, soundsOf(run), soundWeight);
    }
    if (isWide) {
      addCharacters(all, run);
    }
    addWholeKeywords(all, run);
  }

  private void addSingle(
      BooleanQuery.Builder all, String character, List<Synonyms.Span> spans, boolean isAll)
      throws IOException {
    add(all, terms.text(character, isAll ? 1 : SINGLE_WEIGHT));
    for (Synonyms.Span span : spans) {
      for (String synonym : span.synonyms()) {
        add(all, words.synonym(synonym, 1, 1));
      }
    }
  }

  /**
   * Adds the pairs of characters that no word with synonyms contains.
   *
   * @return whether one of them was added by its sound
   */
  private boolean addPairs(
      BooleanQuery.Builder all,
      String run,
      List<String> pairs,
      List<Synonyms.Span> spans,
      float soundWeight)
      throws IOException {
    boolean[] generic = synonyms.genericCharacters(run);
    boolean hasUnknown = false;
    int at = 0;
    for (String pair : pairs) {
      int next = at + Character.charCount(run.codePointAt(at));
      float weight =
          generic[at] && generic[next]
              ? GENERIC_WEIGHT
              : generic[at] || generic[next] ? PARTLY_GENERIC_WEIGHT : 1;
      if (!isInside(spans, at, at + pair.length())) {
        Query known = terms.text(pair, weight);
        add(all, known);
        if (known == null || isWide) {
          hasUnknown = true;
          add(all, sound(pair, soundWeight * weight));
        }
      }
      at = next;
    }
    return hasUnknown;
  }

  private void addCharacters(BooleanQuery.Builder all, String run) throws IOException {
    boolean[] generic = synonyms.genericCharacters(run);
    for (int i = 0; i < run.length(); i += Character.charCount(run.codePointAt(i))) {
      add(all, terms.text(Character.toString(run.codePointAt(i)), generic[i] ? 0.05f : 0.2f));
    }
  }

  /**
   * Returns a factor for the weight of sounds. A misspelled character leaves most pairs as they
   * are; where few pairs are known, one that sounds alike is chance.
   */
  private float knownShare(List<String> pairs) throws IOException {
    int unknown = 0;
    for (String each : pairs) {
      if (terms.text(each, 1) == null) {
        unknown++;
      }
    }
    return unknown <= MISSPELLED_PAIRS ? 1 : (float) MISSPELLED_PAIRS / unknown;
  }

  private static boolean isInside(List<Synonyms.Span> spans, int start, int end) {
    return spans.stream().anyMatch(span -> span.start() <= start && end <= span.end());
  }

  private @Nullable Query sound(String pair, float weight) throws IOException {
    int first = pair.codePointAt(0);
    int second = pair.codePointAt(Character.charCount(first));
    return terms.syllables(Pinyin.pairs(first, second), weight);
  }

  private static List<String> soundsOf(String run) {
    List<String> syllables = new ArrayList<>();
    for (int each : TextAnalyzer.characters(run)) {
      List<String> readings = Pinyin.readings(each);
      syllables.add(readings.isEmpty() ? "_" : readings.get(0));
    }
    return syllables;
  }

  /** Adds keywords that occur whole in what is typed: the longer, the surer. */
  private void addWholeKeywords(BooleanQuery.Builder all, String run) throws IOException {
    for (int start = 0; start < run.length() - 1; start++) {
      for (int end = start + 2; end <= Math.min(run.length(), start + LONGEST_WORD); end++) {
        String word = run.substring(start, end);
        add(all, terms.wholeKeyword(word, words.weight(word) * (end - start)));
      }
    }
  }

  /** Adds the pair of a syllable in letters and a character beside it, as in {@code shebao卡}. */
  private void addSeam(BooleanQuery.Builder all, String before, String after) throws IOException {
    boolean isHanAfter = TextAnalyzer.isLatin(before) && TextAnalyzer.isHan(after);
    boolean isHanBefore = TextAnalyzer.isHan(before) && TextAnalyzer.isLatin(after);
    if (!isHanAfter && !isHanBefore) {
      return;
    }
    List<String> syllables = Pinyin.syllables(isHanAfter ? before : after);
    if (syllables.isEmpty()) {
      return;
    }
    int han = isHanAfter ? after.codePointAt(0) : before.codePointBefore(before.length());
    for (String reading : Pinyin.readings(han)) {
      String pair =
          isHanAfter
              ? Pinyin.pair(syllables.get(syllables.size() - 1), reading)
              : Pinyin.pair(reading, syllables.get(0));
      add(all, terms.syllables(Set.of(pair), 1));
    }
  }
}
