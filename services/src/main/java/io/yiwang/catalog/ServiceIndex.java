package io.yiwang.catalog;

import io.yiwang.internal.StoredJson;
import io.yiwang.internal.UnstorableException;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.util.BytesRef;

/** Services as the engine's documents, and what citizens type as its queries. */
final class ServiceIndex {
  private static final String JSON = "json";
  private static final String LEVEL = "level";
  private static final String PLACE = "place";
  private static final String[] FACETS = {
    "type", "audience", "theme", "collection", "online", "payable"
  };
  private static final Sort ORDER =
      new Sort(SortField.FIELD_SCORE, new SortField(LEVEL, SortField.Type.LONG, true));

  /** On disk by place: what a search looks at lies together. */
  static final Sort ON_DISK = new Sort(new SortField(PLACE, SortField.Type.LONG));

  private static final int LONGEST_WORD = 10;
  private static final int MOST_KEYWORDS = 200;
  private static final FieldType TEXT = new FieldType();

  static {
    TEXT.setTokenized(true);
    TEXT.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    TEXT.freeze();
  }

  private final Synonyms synonyms;

  ServiceIndex(Synonyms synonyms) {
    this.synonyms = synonyms;
  }

  /** Terms that are there already. */
  private static final class Given extends TokenStream {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final List<String> terms;
    private int next;

    Given(List<String> terms) {
      this.terms = terms;
    }

    @Override
    public boolean incrementToken() {
      clearAttributes();
      if (next == terms.size()) {
        return false;
      }
      term.append(terms.get(next++));
      return true;
    }
  }

  static Term key(String code) {
    return new Term("code", code);
  }

  static Document document(ServiceSummary service) throws IOException {
    Document document = new Document();
    try {
      // Not a stored field: those are unpacked a block at a time, whatever one asks for.
      document.add(new BinaryDocValuesField(JSON, new BytesRef(StoredJson.BOOK.write(service))));
    } catch (UnstorableException e) {
      throw new IOException("a service cannot be stored: " + e.getMessage());
    }
    String code = service.code().value();
    document.add(new StringField("code", code, Field.Store.NO));
    digits(document, code);
    String basic = service.basicCode();
    if (basic != null) {
      digits(document, basic);
    }
    RegionCode region = service.region();
    if (region != null) {
      // A service of a former district is found under what the district has become.
      Stream.concat(Stream.of(region), region.current().stream())
          .distinct()
          .forEach(each -> document.add(new StringField("region", each.code(), Field.Store.NO)));
      document.add(new NumericDocValuesField(LEVEL, level(region)));
      document.add(new NumericDocValuesField(PLACE, Long.parseLong(region.code())));
    }
    Department department = service.department();
    if (department != null && department.code() != null) {
      term(document, "department", department.code());
    }
    if (service.type() != null) {
      facet(document, "type", service.type().code());
    }
    service.audiences().forEach(each -> facet(document, "audience", each.code()));
    service.themes().forEach(each -> facet(document, "theme", each));
    service.collections().forEach(each -> facet(document, "collection", each));
    if (service.online() != null) {
      facet(document, "online", service.online().code());
    }
    if (service.payable() != null) {
      facet(document, "payable", service.payable().toString());
    }

    String name = nameOf(service);
    document.add(new Field("name", new Given(TextAnalyzer.terms(name)), TEXT));
    List<String> keywords = new ArrayList<>();
    sounds(document, name);
    // What is beyond is shown with the service, and not searched.
    for (String keyword : service.keywords().stream().limit(MOST_KEYWORDS).toList()) {
      keywords.addAll(TextAnalyzer.terms(keyword));
      term(document, "word", TextAnalyzer.normal(keyword));
      sounds(document, keyword);
    }
    document.add(new Field("keyword", new Given(keywords), TEXT));
    return document;
  }

  /** A service without a name is found by its keywords and its code. */
  private static String nameOf(ServiceSummary service) {
    String name = service.name();
    return name == null ? "" : name;
  }

  private static void digits(Document document, String code) {
    term(document, "digits", code.toLowerCase(Locale.ROOT));
  }

  private static void sounds(Document document, String text) {
    for (String sound : TextAnalyzer.sounds(text, false)) {
      document.add(new StringField("sound", sound, Field.Store.NO));
    }
    for (String sound : TextAnalyzer.sounds(text, true)) {
      document.add(new StringField("initials", sound, Field.Store.NO));
    }
  }

  private static void facet(Document document, String field, String value) {
    if (term(document, field, value)) {
      document.add(new SortedSetDocValuesField(field, new BytesRef(value)));
    }
  }

  /** Leaves out what is too long for anybody to ask for; the engine takes no term over 32 KiB. */
  private static boolean term(Document document, String field, String value) {
    boolean fits = value.length() <= TextAnalyzer.LONGEST_TERM;
    if (fits) {
      document.add(new StringField(field, value, Field.Store.NO));
    }
    return fits;
  }

  /** 0 for the nation, 1 for a province, and so on down: the nearer, the higher. */
  private static int level(RegionCode region) {
    return switch (region.level()) {
      case COUNTRY -> 0;
      case PROVINCE -> 1;
      case PREFECTURE -> 2;
      case COUNTY -> 3;
      case TOWNSHIP -> 4;
      case VILLAGE -> 5;
    };
  }

  LocalSearchResult search(IndexSearcher searcher, LocalSearchQuery query) throws IOException {
    String typed = TextAnalyzer.normal(query.text());
    String essence = synonyms.stripFillers(typed);
    List<String> meanings = new ArrayList<>(List.of(essence));
    meanings.addAll(synonyms.synonymsOf(essence));
    Query asked = buildQuery(new IndexTerms(searcher), query, meanings);
    TopFieldDocs top = searcher.search(asked, query.limit(), ORDER, false);
    List<LocalSearchResult.Hit> hits = new ArrayList<>();
    for (ScoreDoc each : top.scoreDocs) {
      ServiceSummary service = service(json(searcher, each.doc));
      hits.add(new LocalSearchResult.Hit(service, highlights(nameOf(service), meanings)));
    }
    return new LocalSearchResult(
        hits, top.totalHits.value, query.wantsFacets() ? facets(searcher, asked) : Map.of());
  }

  private static BytesRef json(IndexSearcher searcher, int doc) throws IOException {
    List<LeafReaderContext> leaves = searcher.getLeafContexts();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
    BinaryDocValues values = DocValues.getBinary(leaf.reader(), JSON);
    if (!values.advanceExact(doc - leaf.docBase)) {
      throw new IOException("a service of the mirror is missing");
    }
    return values.binaryValue();
  }

  private static ServiceSummary service(BytesRef json) throws IOException {
    try {
      return StoredJson.BOOK.read(
          Arrays.copyOfRange(json.bytes, json.offset, json.offset + json.length),
          ServiceSummary.class);
    } catch (UnstorableException e) {
      throw new IOException("a service of the mirror cannot be read" + e.getMessage());
    }
  }

  private static Query buildQuery(IndexTerms terms, LocalSearchQuery query, List<String> meanings)
      throws IOException {
    BooleanQuery.Builder asked = new BooleanQuery.Builder();
    List<Query> ways = new ArrayList<>();
    for (int i = 0; i < meanings.size(); i++) {
      Query way = termQuery(terms, TextAnalyzer.runs(meanings.get(i)));
      ways.add(i == 0 ? way : new BoostQuery(way, 0.9f));
    }
    asked.add(
        TextAnalyzer.runs(query.text().isEmpty() ? "" : meanings.get(0)).isEmpty()
            ? new ConstantScoreQuery(new MatchAllDocsQuery())
            : new DisjunctionMaxQuery(ways, 0.3f),
        Occur.MUST);
    RegionCode region = query.region();
    if (region != null) {
      asked.add(in(terms, "region", around(region)), Occur.FILTER);
    }
    for (LocalSearchQuery.Filter each : query.filters()) {
      asked.add(in(terms, each.field(), each.values()), Occur.FILTER);
    }
    if (query.isOfForeigner()) {
      boosted(asked, terms.term("audience", Audience.FOREIGNER.code()), 20);
    }
    return asked.build();
  }

  /** Whoever has one of the values. */
  private static Query in(IndexTerms terms, String field, List<String> values) throws IOException {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (String value : values) {
      any.add(terms.term(field, value), Occur.SHOULD);
    }
    return any.build();
  }

  /** The place, what it has become if it is a former one, those it lies in, and the nation. */
  private static List<String> around(RegionCode region) {
    return Stream.concat(Stream.of(region), region.current().stream())
        .flatMap(each -> larger(each).stream())
        .distinct()
        .toList();
  }

  private static List<String> larger(RegionCode region) {
    List<String> places = new ArrayList<>(List.of(region.code(), "000000"));
    places.add(region.province().code());
    RegionCode prefecture = region.prefecture();
    if (prefecture != null) {
      places.add(prefecture.code());
    }
    RegionCode county = region.county();
    if (county != null) {
      places.add(county.code());
    }
    return places;
  }

  private static Query termQuery(IndexTerms terms, List<String> runs) throws IOException {
    BooleanQuery.Builder way = new BooleanQuery.Builder();
    for (String run : runs) {
      if (!TextAnalyzer.isHan(run)) {
        way.add(latin(terms, run), Occur.SHOULD);
      } else if (run.length() == 1) {
        either(way, terms, run);
      } else {
        for (String pair : TextAnalyzer.pairs(run)) {
          either(way, terms, pair);
        }
        words(way, terms, run);
      }
    }
    String joined = String.join("", runs);
    if (runs.size() > 1 && joined.matches("[a-z]+") && terms.begins("sound", joined)) {
      boosted(way, new PrefixQuery(new Term("sound", joined)), 8);
    }
    return way.build();
  }

  private static void either(BooleanQuery.Builder way, IndexTerms terms, String term)
      throws IOException {
    Query name = terms.term("name", term);
    if (isThere(name)) {
      way.add(new BoostQuery(name, 1.5f), Occur.SHOULD);
    }
    Query keyword = terms.term("keyword", term);
    if (isThere(keyword)) {
      way.add(keyword, Occur.SHOULD);
    }
  }

  /** Keywords that stand whole in what is typed: the longer, the surer. */
  private static void words(BooleanQuery.Builder way, IndexTerms terms, String run)
      throws IOException {
    for (int start = 0; start < run.length() - 1; start++) {
      for (int end = start + 2; end <= Math.min(run.length(), start + LONGEST_WORD); end++) {
        boosted(way, terms.term("word", run.substring(start, end)), 2 * (end - start));
      }
    }
  }

  private static boolean isThere(Query query) {
    return !(query instanceof MatchNoDocsQuery);
  }

  private static void boosted(BooleanQuery.Builder way, Query query, float score) {
    if (isThere(query)) {
      way.add(constant(query, score), Occur.SHOULD);
    }
  }

  private static Query latin(IndexTerms terms, String word) throws IOException {
    List<Query> ways = new ArrayList<>();
    boolean letters = Character.isLetter(word.charAt(0));
    // A word that nothing begins with may be a slip, which is costly to look for.
    boolean slip = word.length() > 3 && letters && isUnknown(terms, word);
    for (String field : List.of("name", "keyword")) {
      Query whole = terms.term(field, word);
      if (isThere(whole)) {
        ways.add(new BoostQuery(whole, 2));
      }
      if (word.length() > 2) {
        prefix(ways, terms, field, word, 3);
      }
      if (slip && terms.begins(field, word.substring(0, 1))) {
        ways.add(constant(new FuzzyQuery(new Term(field, word), 1, 1), 2));
      }
    }
    if (letters) {
      sound(ways, terms, "sound", word, 6);
      sound(ways, terms, "initials", word, 4);
    } else {
      prefix(ways, terms, "digits", word, 10);
    }
    return new DisjunctionMaxQuery(ways, 0);
  }

  private static void sound(
      List<Query> ways, IndexTerms terms, String field, String word, float score)
      throws IOException {
    prefix(ways, terms, field, word, score);
    Query whole = terms.term(field, word);
    if (isThere(whole)) {
      ways.add(constant(whole, score + 2));
    }
  }

  private static void prefix(
      List<Query> ways, IndexTerms terms, String field, String start, float score)
      throws IOException {
    if (terms.begins(field, start)) {
      ways.add(constant(new PrefixQuery(new Term(field, start)), score));
    }
  }

  private static boolean isUnknown(IndexTerms terms, String word) throws IOException {
    for (String field : List.of("name", "keyword", "sound", "initials")) {
      if (terms.begins(field, word)) {
        return false;
      }
    }
    return true;
  }

  private static Query constant(Query query, float score) {
    return new BoostQuery(new ConstantScoreQuery(query), score);
  }

  private static List<LocalSearchResult.Span> highlights(String name, List<String> meanings) {
    String normal = TextAnalyzer.normal(name);
    if (normal.length() != name.length()) {
      return List.of();
    }
    boolean[] marked = new boolean[name.length()];
    for (String meaning : meanings) {
      for (String run : TextAnalyzer.runs(meaning)) {
        boolean pairs = TextAnalyzer.isHan(run) && run.length() > 1;
        for (String part : pairs ? TextAnalyzer.pairs(run) : List.of(run)) {
          for (int at = normal.indexOf(part); at >= 0; at = normal.indexOf(part, at + 1)) {
            Arrays.fill(marked, at, at + part.length(), true);
          }
        }
      }
    }
    List<LocalSearchResult.Span> spans = new ArrayList<>();
    for (int i = 0; i < marked.length; i++) {
      int start = i;
      while (i < marked.length && marked[i]) {
        i++;
      }
      if (i > start) {
        spans.add(new LocalSearchResult.Span(start, i));
      }
    }
    return spans;
  }

  private static Map<String, Map<String, Integer>> facets(IndexSearcher searcher, Query query)
      throws IOException {
    Map<String, Map<String, Integer>> counts = searcher.search(query, new Counting());
    Map<String, Map<String, Integer>> sorted = new HashMap<>();
    counts.forEach((field, values) -> sorted.put(field, mostFirst(values)));
    return sorted;
  }

  private static Map<String, Integer> mostFirst(Map<String, Integer> counts) {
    Map<String, Integer> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(each -> sorted.put(each.getKey(), each.getValue()));
    return Collections.unmodifiableMap(sorted);
  }

  private static final class Counting
      implements CollectorManager<FacetCollector, Map<String, Map<String, Integer>>> {
    @Override
    public FacetCollector newCollector() {
      return new FacetCollector();
    }

    @Override
    public Map<String, Map<String, Integer>> reduce(Collection<FacetCollector> parts) {
      FacetCollector all = newCollector();
      for (FacetCollector part : parts) {
        part.counts.forEach(
            (field, counts) ->
                counts.forEach(
                    (value, count) -> {
                      Map<String, Integer> sums = all.counts.get(field);
                      if (sums != null) {
                        sums.merge(value, count, Integer::sum);
                      }
                    }));
      }
      return all.counts;
    }
  }

  private static final class FacetCollector extends SimpleCollector {
    private final Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
    private final Map<String, SortedSetDocValues> values = new HashMap<>();

    FacetCollector() {
      for (String field : FACETS) {
        counts.put(field, new TreeMap<>());
      }
    }

    @Override
    protected void doSetNextReader(LeafReaderContext context) throws IOException {
      for (String field : FACETS) {
        values.put(field, DocValues.getSortedSet(context.reader(), field));
      }
    }

    @Override
    public void collect(int doc) throws IOException {
      for (Map.Entry<String, Map<String, Integer>> facet : counts.entrySet()) {
        SortedSetDocValues of = values.get(facet.getKey());
        if (of != null && of.advanceExact(doc)) {
          for (int i = 0; i < of.docValueCount(); i++) {
            facet.getValue().merge(of.lookupOrd(of.nextOrd()).utf8ToString(), 1, Integer::sum);
          }
        }
      }
    }

    @Override
    public ScoreMode scoreMode() {
      return ScoreMode.COMPLETE_NO_SCORES;
    }
  }
}
