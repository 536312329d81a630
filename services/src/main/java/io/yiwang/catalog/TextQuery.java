package io.yiwang.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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
 * What a citizen types as the engine's query over kinds of services. Each part of the text adds to
 * the score: pairs of characters, everyday words by what they also mean, words in Latin letters as
 * English and as pinyin. A pair that nothing has is asked for by its sound. For one thread.
 */
final class TextQuery {
  private static final int LONGEST_WORD = 12;

  /** Of two words in Latin letters that lost the blank between them. */
  private static final int LONGEST_PAIR = 40;

  /** What a word that many services share weighs beside what it is about. */
  private static final float LIGHT = 0.4f;

  /** What a clause weighs that asks nothing where another one does. */
  private static final float TOLD = 0.7f;

  /** Two words that mean something together say more than either. */
  private static final float TOGETHER = 1.2f;

  private static final int MOST_MEANINGS = 4;

  /** A character that is left alone between others. */
  private static final float SINGLE = 0.3f;

  /** As many unknown pairs as two slips make. */
  private static final int SLIPS = 4;

  private static final float OTHER_WORD = 0.8f;
  private static final float BY_SOUND = 0.8f;

  private final IndexTerms terms;
  private final Synonyms synonyms;

  /** When nothing was found: characters one by one, and all by its sound. */
  private final boolean wide;

  TextQuery(IndexTerms terms, Synonyms synonyms, boolean wide) {
    this.terms = terms;
    this.synonyms = synonyms;
    this.wide = wide;
  }

  /** What is asked, beside what only tells how things are. */
  private static final Pattern ASKED =
      Pattern.compile("怎|咋|如何|请问|吗|呢|能不能|可不可以|可否|能否|是否|哪|什么|啥|多少|谁|想|申请|咨询|需要");

  private static final Pattern CLAUSE = Pattern.compile("[^,;。!?]+");

  /**
   * Returns the query for a text.
   *
   * @param asked the text as it was typed
   * @param content the same without the words that find nothing, each of them as many blanks
   */
  Query of(String asked, String content) throws IOException {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    List<MatchResult> clauses = CLAUSE.matcher(asked).results().toList();
    boolean some = clauses.stream().anyMatch(each -> ASKED.matcher(each.group()).find());
    for (MatchResult each : clauses) {
      List<String> runs = TextAnalyzer.runs(content.substring(each.start(), each.end()));
      float weight = some && !ASKED.matcher(each.group()).find() ? TOLD : 1;
      if (weight == 1) {
        add(all, runs);
      } else if (!runs.isEmpty()) {
        BooleanQuery.Builder told = new BooleanQuery.Builder();
        add(told, runs);
        add(all, new BoostQuery(told.build(), weight));
      }
    }
    Map<String, Integer> meanings = new LinkedHashMap<>();
    for (Synonyms.Meant each : synonyms.together(asked)) {
      each.meanings().forEach(other -> meanings.merge(other, each.size(), Math::max));
    }
    // A long text has many, and each costs a search.
    for (Map.Entry<String, Integer> each :
        meanings.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(MOST_MEANINGS)
            .toList()) {
      add(all, other(each.getKey(), each.getValue(), TOGETHER, true));
    }
    return all.build();
  }

  private void add(BooleanQuery.Builder all, List<String> runs) throws IOException {
    List<String> latin = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      String run = runs.get(i);
      if (TextAnalyzer.isLatin(run)) {
        latin.add(run);
      } else {
        latin(all, latin, false);
        latin.clear();
        if (TextAnalyzer.isHan(run)) {
          han(all, run, runs.size() == 1);
        } else {
          add(all, digits(run));
        }
      }
      if (i > 0) {
        seam(all, runs.get(i - 1), run);
      }
    }
    latin(all, latin, latin.size() == runs.size());
  }

  private void han(BooleanQuery.Builder all, String run, boolean alone) throws IOException {
    List<String> pairs = TextAnalyzer.pairs(run);
    if (pairs.isEmpty()) {
      add(all, either(run, alone ? 1 : SINGLE));
      synonymsOf(all, synonyms.spans(run));
      return;
    }
    boolean[] light = synonyms.light(run);
    List<Synonyms.Span> spans = synonyms.spans(run);
    boolean unknown = false;
    // Long sentences have pairs that are no words, and their sounds are chance.
    float shortness = Math.min(1, 8f / pairs.size());
    float bySound = BY_SOUND * shortness * shortness * fewUnknown(pairs);
    int at = 0;
    for (String pair : pairs) {
      int next = at + Character.charCount(run.codePointAt(at));
      float weight = light[at] && light[next] ? LIGHT : light[at] || light[next] ? 0.6f : 1;
      if (!inside(spans, at, at + pair.length())) {
        Query known = either(pair, weight);
        add(all, known);
        if (known == null || wide) {
          unknown = true;
          add(all, sound(pair, bySound * weight));
        }
      }
      at = next;
    }
    for (Synonyms.Span span : spans) {
      add(all, span(run.substring(span.start(), span.end()), span.others()));
    }
    if (unknown) {
      bySound(all, soundsOf(run), bySound);
    }
    if (wide) {
      for (int i = 0; i < run.length(); i += Character.charCount(run.codePointAt(i))) {
        add(all, either(Character.toString(run.codePointAt(i)), light[i] ? 0.05f : 0.2f));
      }
    }
    words(all, run);
  }

  /**
   * Returns the weight of sounds: a slip leaves most pairs as they are, and where few are known,
   * what sounds alike is chance.
   */
  private float fewUnknown(List<String> pairs) throws IOException {
    int unknown = 0;
    for (String each : pairs) {
      if (either(each, 1) == null) {
        unknown++;
      }
    }
    return unknown <= SLIPS ? 1 : (float) SLIPS / unknown;
  }

  private static boolean inside(List<Synonyms.Span> spans, int start, int end) {
    return spans.stream().anyMatch(span -> span.start() <= start && end <= span.end());
  }

  /** Returns a query for a word with others, of which the best counts. */
  private @Nullable Query span(String word, List<String> others) throws IOException {
    float weight = synonyms.isLight(word) ? LIGHT : 1;
    List<Query> ways = new ArrayList<>();
    int own = Math.max(1, TextAnalyzer.pairs(word).size());
    addTo(ways, pairs(word, weight));
    for (String other : others) {
      addTo(ways, other(other, own, weight));
    }
    return ways.isEmpty() ? null : new DisjunctionMaxQuery(ways, 0.2f);
  }

  private void synonymsOf(BooleanQuery.Builder all, List<Synonyms.Span> spans) throws IOException {
    for (Synonyms.Span span : spans) {
      for (String other : span.others()) {
        add(all, other(other, 1, 1));
      }
    }
  }

  /**
   * Returns a query for another word, which scores no more than the word itself could, whatever its
   * length.
   */
  private @Nullable Query other(String other, int own, float weight) throws IOException {
    return other(other, own, weight, false);
  }

  /**
   * Returns a query for another word.
   *
   * @param whole whether what many services share counts as much as the rest, because the word is
   *     meant as a whole, as all of 公司注销登记 is
   */
  private @Nullable Query other(String other, int own, float weight, boolean whole)
      throws IOException {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    int size = 0;
    for (String run : TextAnalyzer.runs(other)) {
      if (TextAnalyzer.isHan(run)) {
        add(all, pairs(run, 1, whole));
        size += Math.max(1, TextAnalyzer.pairs(run).size());
      } else {
        add(all, english(run));
        size++;
      }
    }
    BooleanQuery query = all.build();
    if (query.clauses().isEmpty()) {
      return null;
    }
    float share = Math.min(1, (own + 0.5f) / size);
    return new BoostQuery(query, OTHER_WORD * share * weight);
  }

  private @Nullable Query pairs(String run, float weight) throws IOException {
    return pairs(run, weight, synonyms.isLight(run));
  }

  private @Nullable Query pairs(String run, float weight, boolean even) throws IOException {
    List<String> pairs = TextAnalyzer.pairs(run);
    if (pairs.isEmpty()) {
      return either(run, weight);
    }
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    boolean[] light = synonyms.light(run);
    int at = 0;
    for (String pair : pairs) {
      boolean less = !even && light[at] && light[Math.min(at + 1, light.length - 1)];
      add(all, either(pair, less ? weight * LIGHT : weight));
      at += Character.charCount(run.codePointAt(at));
    }
    BooleanQuery query = all.build();
    return query.clauses().isEmpty() ? null : query;
  }

  /** Returns a query for what has a term in its name or keywords. */
  private @Nullable Query either(String term, float weight) throws IOException {
    return either("name", "keyword", term, weight);
  }

  private @Nullable Query either(String first, String second, String term, float weight)
      throws IOException {
    List<Query> ways = new ArrayList<>();
    Query name = terms.term(first, term);
    if (isThere(name)) {
      ways.add(new BoostQuery(name, 1.5f * weight));
    }
    Query keyword = terms.term(second, term);
    if (isThere(keyword)) {
      ways.add(new BoostQuery(keyword, weight));
    }
    return ways.isEmpty() ? null : new DisjunctionMaxQuery(ways, 0.5f);
  }

  private @Nullable Query sound(String pair, float weight) throws IOException {
    int first = pair.codePointAt(0);
    int second = pair.codePointAt(Character.charCount(first));
    return syllables(Pinyin.pairs(first, second), weight);
  }

  private @Nullable Query syllables(Set<String> pairs, float weight) throws IOException {
    List<Query> ways = new ArrayList<>();
    for (String each : pairs) {
      Query query = terms.term("syllables", each);
      if (isThere(query)) {
        ways.add(new BoostQuery(query, weight * 1.5f));
      }
    }
    return ways.isEmpty() ? null : new DisjunctionMaxQuery(ways, 0);
  }

  private static List<String> soundsOf(String run) {
    List<String> syllables = new ArrayList<>();
    for (int each : TextAnalyzer.characters(run)) {
      List<String> readings = Pinyin.readings(each);
      syllables.add(readings.isEmpty() ? "_" : readings.get(0));
    }
    return syllables;
  }

  /** Adds everyday words that somebody has spelled by their sound. */
  private void bySound(BooleanQuery.Builder all, List<String> syllables, float weight)
      throws IOException {
    for (Synonyms.Span span : synonyms.spans(syllables)) {
      String word = span.others().get(0);
      Query found = span(word, span.others().subList(1, span.others().size()));
      if (found != null) {
        add(all, new BoostQuery(found, weight));
      }
    }
  }

  /** Keywords that occur whole in what is typed: the longer, the surer. */
  private void words(BooleanQuery.Builder all, String run) throws IOException {
    for (int start = 0; start < run.length() - 1; start++) {
      for (int end = start + 2; end <= Math.min(run.length(), start + LONGEST_WORD); end++) {
        String word = run.substring(start, end);
        Query query = terms.term("word", word);
        if (isThere(query)) {
          float weight = synonyms.isLight(word) ? LIGHT : 1;
          add(all, constant(query, weight * (end - start)));
        }
      }
    }
  }

  private @Nullable Query digits(String run) throws IOException {
    List<Query> ways = new ArrayList<>();
    addTo(ways, either(run, 1));
    if (run.length() > 2) {
      prefix(ways, "name", run, 3);
      prefix(ways, "keyword", run, 3);
    }
    return ways.isEmpty() ? null : new DisjunctionMaxQuery(ways, 0);
  }

  private void latin(BooleanQuery.Builder all, List<String> typed, boolean alone)
      throws IOException {
    List<String> words = typed.stream().filter(each -> !synonyms.isFiller(each)).toList();
    if (words.isEmpty()) {
      words = List.copyOf(typed);
    }
    if (words.isEmpty()) {
      return;
    }
    List<Synonyms.Span> spans = synonyms.englishSpans(words);
    for (int i = 0; i < words.size(); i++) {
      int at = i;
      Synonyms.Span span =
          spans.stream().filter(s -> s.start() <= at && at < s.end()).findFirst().orElse(null);
      if (span == null) {
        add(all, word(words.get(i), alone && words.size() == 1));
      } else if (span.start() == i) {
        add(all, englishSpan(words.subList(span.start(), span.end()), span.others()));
      }
    }
    String joined = String.join("", typed);
    if (typed.size() > 1) {
      List<Query> ways = new ArrayList<>();
      sounds(ways, joined, 8);
      if (!ways.isEmpty()) {
        add(all, new DisjunctionMaxQuery(ways, 0));
      }
    }
    List<String> syllables = Pinyin.syllables(joined);
    for (int i = 0; i + 2 <= syllables.size(); i++) {
      String pair = Pinyin.pair(syllables.get(i), syllables.get(i + 1));
      add(all, syllables(Set.of(pair), 0.7f));
    }
    bySound(all, syllables, BY_SOUND);
  }

  private @Nullable Query englishSpan(List<String> words, List<String> others) throws IOException {
    List<Query> ways = new ArrayList<>();
    BooleanQuery.Builder own = new BooleanQuery.Builder();
    for (String word : words) {
      add(own, english(word));
    }
    BooleanQuery all = own.build();
    if (!all.clauses().isEmpty()) {
      ways.add(all);
    }
    for (String other : others) {
      addTo(ways, other(other, words.size() + 1, 1));
    }
    return ways.isEmpty() ? null : new DisjunctionMaxQuery(ways, 0.2f);
  }

  /** Returns a query for a word that is English, or the sound of something, or its initials. */
  private @Nullable Query word(String word, boolean alone) throws IOException {
    List<Query> ways = new ArrayList<>();
    Query english = english(word);
    addTo(ways, english);
    if (alone || word.length() > 1) {
      sounds(ways, word, alone ? 7 : 4);
    }
    if (!ways.isEmpty()) {
      return new DisjunctionMaxQuery(ways, 0);
    }
    Query slip = englishSpan(List.of(word), synonyms.slip(word));
    return slip == null ? split(word) : slip;
  }

  /** Returns a query for two words without the blank between them. */
  private @Nullable Query split(String word) throws IOException {
    for (int at = Math.min(word.length(), LONGEST_PAIR) - 3; at > 1; at--) {
      String second = word.substring(at);
      Query one = known(word.substring(0, at));
      Query two = one == null ? null : known(second);
      if (one != null && two != null) {
        return new BooleanQuery.Builder().add(one, Occur.SHOULD).add(two, Occur.SHOULD).build();
      }
    }
    return null;
  }

  private @Nullable Query known(String word) throws IOException {
    Query itself = either("english", "englishKeyword", word, 1.2f);
    return itself == null
        ? either("english", "englishKeyword", TextAnalyzer.stem(word), 1)
        : itself;
  }

  private @Nullable Query english(String word) throws IOException {
    List<Query> ways = new ArrayList<>();
    addTo(ways, either("english", "englishKeyword", word, 1.2f));
    addTo(ways, either("english", "englishKeyword", TextAnalyzer.stem(word), 1));
    addTo(ways, either(word, 1));
    if (word.length() > 2) {
      prefix(ways, "english", word, 2);
      prefix(ways, "englishKeyword", word, 2);
    }
    // A word that nothing begins with may be a slip.
    if (ways.isEmpty() && word.length() > 3) {
      for (String field : List.of("english", "englishKeyword")) {
        for (String near : terms.near(field, word)) {
          ways.add(constant(terms.term(field, near), 4));
        }
      }
    }
    return ways.isEmpty() ? null : new DisjunctionMaxQuery(ways, 0);
  }

  private void sounds(List<Query> ways, String letters, float score) throws IOException {
    String word = letters.substring(0, Math.min(letters.length(), TextAnalyzer.LONGEST_SOUND));
    sound(ways, "sound", word, score);
    sound(ways, "initials", word, score - 2);
    if (word.length() > 2) {
      sound(ways, "loose", Pinyin.fold(word), score - 1);
    }
  }

  private void sound(List<Query> ways, String field, String word, float score) throws IOException {
    prefix(ways, field, word, score);
    Query whole = terms.term(field, word);
    if (isThere(whole)) {
      ways.add(constant(whole, score + 2));
    }
  }

  /** Letters beside characters, as in {@code shebao卡}, are read on as one word. */
  private void seam(BooleanQuery.Builder all, String before, String after) throws IOException {
    boolean hanAfter = TextAnalyzer.isLatin(before) && TextAnalyzer.isHan(after);
    boolean hanBefore = TextAnalyzer.isHan(before) && TextAnalyzer.isLatin(after);
    if (!hanAfter && !hanBefore) {
      return;
    }
    List<String> syllables = Pinyin.syllables(hanAfter ? before : after);
    if (syllables.isEmpty()) {
      return;
    }
    int han = hanAfter ? after.codePointAt(0) : before.codePointBefore(before.length());
    for (String reading : Pinyin.readings(han)) {
      add(
          all,
          syllables(
              Set.of(
                  hanAfter
                      ? Pinyin.pair(syllables.get(syllables.size() - 1), reading)
                      : Pinyin.pair(reading, syllables.get(0))),
              1));
    }
  }

  private void prefix(List<Query> ways, String field, String start, float score)
      throws IOException {
    if (terms.begins(field, start)) {
      ways.add(constant(new PrefixQuery(new Term(field, start)), score));
    }
  }

  private static boolean isThere(Query query) {
    return !(query instanceof MatchNoDocsQuery);
  }

  private static Query constant(Query query, float score) {
    return new BoostQuery(new ConstantScoreQuery(query), score);
  }

  private static void add(BooleanQuery.Builder all, @Nullable Query query) {
    if (query != null) {
      all.add(query, Occur.SHOULD);
    }
  }

  private static void addTo(List<Query> ways, @Nullable Query query) {
    if (query != null) {
      ways.add(query);
    }
  }
}
