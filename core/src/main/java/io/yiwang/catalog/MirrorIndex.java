package io.yiwang.catalog;

import io.yiwang.internal.StoredJson;
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
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.LeafReaderContext;
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
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.util.BytesRef;

/** Services as the engine's documents, and what citizens type as its queries. */
final class MirrorIndex {
  private static final String[] FACETS = {
    "type", "audience", "theme", "collection", "online", "payable"
  };
  private static final Sort ORDER =
      new Sort(SortField.FIELD_SCORE, new SortField("level", SortField.Type.LONG, true));
  private static final int LONGEST_WORD = 10;
  private static final FieldType TEXT = new FieldType();

  static {
    TEXT.setTokenized(true);
    TEXT.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    TEXT.freeze();
  }

  private final Synonyms synonyms;

  MirrorIndex(Synonyms synonyms) {
    this.synonyms = synonyms;
  }

  /** Terms that are there already. */
  private static final class Terms extends TokenStream {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final List<String> terms;
    private int next;

    Terms(List<String> terms) {
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
      document.add(new StoredField("json", StoredJson.BOOK.write(service)));
    } catch (StoredJson.UnstorableException e) {
      throw new IOException("a service cannot be stored: " + e.getMessage());
    }
    String code = service.code().value();
    document.add(new StringField("code", code, Field.Store.NO));
    digits(document, code);
    String basic = service.basicCode();
    if (basic != null) {
      digits(document, basic);
    }
    document.add(new StringField("region", service.region().code(), Field.Store.NO));
    document.add(new NumericDocValuesField("level", level(service.region())));
    document.add(new StringField("department", service.department().code(), Field.Store.NO));
    facet(document, "type", service.type().code());
    service.audiences().forEach(each -> facet(document, "audience", each.code()));
    service.themes().forEach(each -> facet(document, "theme", each));
    service.collections().forEach(each -> facet(document, "collection", each));
    facet(document, "online", service.online().code());
    facet(document, "payable", Boolean.toString(service.payable()));

    document.add(new Field("name", new Terms(MirrorText.terms(service.name())), TEXT));
    List<String> keywords = new ArrayList<>();
    sounds(document, service.name());
    for (String keyword : service.keywords()) {
      keywords.addAll(MirrorText.terms(keyword));
      document.add(new StringField("word", MirrorText.normal(keyword), Field.Store.NO));
      sounds(document, keyword);
    }
    document.add(new Field("keyword", new Terms(keywords), TEXT));
    return document;
  }

  private static void digits(Document document, String code) {
    document.add(new StringField("digits", code.toLowerCase(Locale.ROOT), Field.Store.NO));
  }

  private static void sounds(Document document, String text) {
    for (String sound : MirrorText.sounds(text, false)) {
      document.add(new StringField("sound", sound, Field.Store.NO));
    }
    for (String sound : MirrorText.sounds(text, true)) {
      document.add(new StringField("initials", sound, Field.Store.NO));
    }
  }

  private static void facet(Document document, String field, String value) {
    document.add(new StringField(field, value, Field.Store.NO));
    document.add(new SortedSetDocValuesField(field, new BytesRef(value)));
  }

  /** 0 for the nation, 1 for a province, and so on down: the nearer, the higher. */
  private static int level(RegionCode region) {
    if (region.code().equals("000000")) {
      return 0;
    }
    return switch (region.level()) {
      case PROVINCE -> 1;
      case PREFECTURE -> 2;
      case COUNTY -> 3;
      case TOWNSHIP -> 4;
      case VILLAGE -> 5;
    };
  }

  MirrorResult search(IndexSearcher searcher, MirrorQuery query) throws IOException {
    String typed = MirrorText.normal(query.text());
    String essence = synonyms.essence(typed);
    List<String> meanings = new ArrayList<>(List.of(essence));
    meanings.addAll(synonyms.others(essence));
    Query asked = asked(query, meanings);
    TopFieldDocs top = searcher.search(asked, query.limit(), ORDER, false);
    List<MirrorResult.Hit> hits = new ArrayList<>();
    for (ScoreDoc each : top.scoreDocs) {
      BytesRef json = searcher.storedFields().document(each.doc).getBinaryValue("json");
      ServiceSummary service = service(json);
      hits.add(new MirrorResult.Hit(service, highlights(service.name(), meanings)));
    }
    return new MirrorResult(
        hits, top.totalHits.value, query.wantsFacets() ? facets(searcher, asked) : Map.of());
  }

  private static ServiceSummary service(BytesRef json) throws IOException {
    try {
      return StoredJson.BOOK.read(
          Arrays.copyOfRange(json.bytes, json.offset, json.offset + json.length),
          ServiceSummary.class);
    } catch (StoredJson.UnstorableException e) {
      throw new IOException("a service of the mirror cannot be read" + e.getMessage());
    }
  }

  private static Query asked(MirrorQuery query, List<String> meanings) {
    BooleanQuery.Builder asked = new BooleanQuery.Builder();
    List<Query> ways = new ArrayList<>();
    for (int i = 0; i < meanings.size(); i++) {
      Query way = way(MirrorText.runs(meanings.get(i)));
      ways.add(i == 0 ? way : new BoostQuery(way, 0.9f));
    }
    asked.add(
        MirrorText.runs(query.text().isEmpty() ? "" : meanings.get(0)).isEmpty()
            ? new ConstantScoreQuery(new MatchAllDocsQuery())
            : new DisjunctionMaxQuery(ways, 0.3f),
        Occur.MUST);
    RegionCode region = query.region();
    if (region != null) {
      asked.add(in("region", around(region)), Occur.FILTER);
    }
    query.filters().forEach(each -> asked.add(in(each.field(), each.values()), Occur.FILTER));
    if (query.isOfForeigner()) {
      asked.add(constant(term("audience", Audience.FOREIGNER.code()), 20), Occur.SHOULD);
    }
    return asked.build();
  }

  private static Query in(String field, List<String> values) {
    return values.size() == 1
        ? term(field, values.get(0))
        : new TermInSetQuery(field, values.stream().map(BytesRef::new).toList());
  }

  /** The place, those it lies in, and the nation. */
  private static List<String> around(RegionCode region) {
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
    return places.stream().distinct().toList();
  }

  private static Query way(List<String> runs) {
    BooleanQuery.Builder way = new BooleanQuery.Builder();
    for (int i = 0; i < runs.size(); i++) {
      String run = runs.get(i);
      if (!MirrorText.isHan(run)) {
        way.add(latin(run), Occur.SHOULD);
      } else if (run.length() == 1) {
        either(way, run);
      } else {
        MirrorText.pairs(run).forEach(pair -> either(way, pair));
        words(way, run);
      }
    }
    String joined = String.join("", runs);
    if (runs.size() > 1 && joined.matches("[a-z]+")) {
      way.add(constant(new PrefixQuery(new Term("sound", joined)), 8), Occur.SHOULD);
    }
    return way.build();
  }

  private static void either(BooleanQuery.Builder way, String term) {
    way.add(new BoostQuery(term("name", term), 1.5f), Occur.SHOULD);
    way.add(term("keyword", term), Occur.SHOULD);
  }

  /** Keywords that stand whole in what is typed: the longer, the surer. */
  private static void words(BooleanQuery.Builder way, String run) {
    for (int start = 0; start < run.length() - 1; start++) {
      for (int end = start + 2; end <= Math.min(run.length(), start + LONGEST_WORD); end++) {
        way.add(constant(term("word", run.substring(start, end)), 2 * (end - start)), Occur.SHOULD);
      }
    }
  }

  private static Query latin(String word) {
    List<Query> ways = new ArrayList<>();
    for (String field : List.of("name", "keyword")) {
      ways.add(new BoostQuery(term(field, word), 2));
      if (word.length() > 2) {
        ways.add(constant(new PrefixQuery(new Term(field, word)), 3));
      }
      if (word.length() > 3 && Character.isLetter(word.charAt(0))) {
        ways.add(constant(new FuzzyQuery(new Term(field, word), 1, 1), 2));
      }
    }
    if (Character.isLetter(word.charAt(0))) {
      ways.add(constant(new PrefixQuery(new Term("sound", word)), 6));
      ways.add(constant(term("sound", word), 8));
      ways.add(constant(new PrefixQuery(new Term("initials", word)), 4));
      ways.add(constant(term("initials", word), 6));
    } else {
      ways.add(constant(new PrefixQuery(new Term("digits", word)), 10));
    }
    return new DisjunctionMaxQuery(ways, 0);
  }

  private static Query term(String field, String value) {
    return new TermQuery(new Term(field, value));
  }

  private static Query constant(Query query, float score) {
    return new BoostQuery(new ConstantScoreQuery(query), score);
  }

  private static List<MirrorResult.Span> highlights(String name, List<String> meanings) {
    String normal = MirrorText.normal(name);
    if (normal.length() != name.length()) {
      return List.of();
    }
    boolean[] marked = new boolean[name.length()];
    for (String meaning : meanings) {
      for (String run : MirrorText.runs(meaning)) {
        boolean pairs = MirrorText.isHan(run) && run.length() > 1;
        for (String part : pairs ? MirrorText.pairs(run) : List.of(run)) {
          for (int at = normal.indexOf(part); at >= 0; at = normal.indexOf(part, at + 1)) {
            Arrays.fill(marked, at, at + part.length(), true);
          }
        }
      }
    }
    List<MirrorResult.Span> spans = new ArrayList<>();
    for (int i = 0; i < marked.length; i++) {
      int start = i;
      while (i < marked.length && marked[i]) {
        i++;
      }
      if (i > start) {
        spans.add(new MirrorResult.Span(start, i));
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
