package io.yiwang.catalog;

import io.yiwang.internal.json.StoredJson;
import io.yiwang.internal.json.UnstorableException;
import io.yiwang.value.Language;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/** Finds services: first the kinds that answer the text, then where they are offered. */
final class ServiceIndex {
  /**
   * The most kinds that a text without a place finds, and from how many services on it is "many".
   */
  private static final int MOST = 1000;

  private static final Pattern CODE = Pattern.compile("(?=.*[0-9])[0-9a-z]{4,}");
  private static final float FOREIGNERS_OWN = 20;

  private final Synonyms synonyms;

  ServiceIndex(Synonyms synonyms) {
    this.synonyms = synonyms;
  }

  /** A service that is found. */
  private record Place(float score, long level, int document, int kind) {
    static final Comparator<Place> BEST =
        Comparator.<Place>comparingDouble(place -> -place.score)
            .thenComparingLong(place -> -place.level)
            .thenComparingInt(place -> place.document);
  }

  /** The best places, how many there are, and how many of each kind that was found. */
  private record Found(List<Place> places, long total, Map<Integer, Integer> services) {
    static final Found NOTHING = new Found(List.of(), 0, Map.of());
  }

  LocalSearchResult search(Kinds kinds, LocalSearchQuery query) throws IOException {
    String asked = synonyms.withoutExceptions(TextAnalyzer.normal(query.text()));
    String content = synonyms.withoutFillers(asked);
    List<String> runs = TextAnalyzer.runs(content);
    boolean whole = runs.isEmpty() && !narrows(query) && query.filters().isEmpty();
    Found found = find(kinds, query, asked, content);
    List<LocalSearchResult.Hit> hits = new ArrayList<>();
    List<String> meanings = new ArrayList<>(List.of(content));
    meanings.addAll(synonyms.othersOf(content));
    for (Place each : found.places()) {
      ServiceSummary service = service(kinds, each.document(), query);
      hits.add(
          new LocalSearchResult.Hit(
              service, highlights(ServiceDocuments.nameOf(service), meanings)));
    }
    if (!query.wantsFacets()) {
      return new LocalSearchResult(hits, found.total(), Map.of());
    }
    Map<String, Map<String, Integer>> facets =
        whole ? kinds.facets(all -> facets(kinds, all)) : facets(kinds, found.services());
    return new LocalSearchResult(hits, found.total(), facets);
  }

  private Found find(Kinds kinds, LocalSearchQuery query, String asked, String content)
      throws IOException {
    IndexTerms terms = new IndexTerms(kinds);
    Places places = narrows(query) ? offered(kinds, terms, query) : null;
    if (CODE.matcher(content.strip()).matches()) {
      Found byCode = byCode(kinds, terms, query, places, content.strip());
      if (byCode.total() > 0) {
        return byCode;
      }
    }
    if (TextAnalyzer.runs(content).isEmpty()) {
      return everything(kinds, terms, query, places);
    }
    Found found =
        byText(
            kinds, terms, query, places, new TextQuery(terms, synonyms, false).of(asked, content));
    return found.total() > 0
        ? found
        : byText(
            kinds, terms, query, places, new TextQuery(terms, synonyms, true).of(asked, content));
  }

  private static boolean narrows(LocalSearchQuery query) {
    return query.region() != null
        || query.filters().stream().anyMatch(each -> isOfPlace(each.field()));
  }

  private static boolean isOfPlace(String field) {
    return field.equals(ServiceDocuments.DEPARTMENT);
  }

  /** What some places offer: documents in order, with the kind and the level of each. */
  private static final class Places {
    int size;
    int[] documents = new int[256];
    int[] kinds = new int[256];
    byte[] levels = new byte[256];

    void add(int document, int kind, long level) {
      if (size == documents.length) {
        documents = Arrays.copyOf(documents, 2 * size);
        kinds = Arrays.copyOf(kinds, 2 * size);
        levels = Arrays.copyOf(levels, 2 * size);
      }
      documents[size] = document;
      kinds[size] = kind;
      levels[size++] = (byte) level;
    }
  }

  private static Places offered(Kinds kinds, IndexTerms terms, LocalSearchQuery query)
      throws IOException {
    BooleanQuery.Builder filter = new BooleanQuery.Builder();
    RegionCode region = query.region();
    if (region != null) {
      filter.add(in(terms, ServiceDocuments.REGION, around(region)), Occur.FILTER);
    }
    for (LocalSearchQuery.Filter each : query.filters()) {
      if (isOfPlace(each.field())) {
        filter.add(in(terms, each.field(), each.values()), Occur.FILTER);
      }
    }
    Weight weight =
        kinds.createWeight(kinds.rewrite(filter.build()), ScoreMode.COMPLETE_NO_SCORES, 1);
    Places places = new Places();
    for (LeafReaderContext leaf : kinds.getLeafContexts()) {
      Scorer scorer = weight.scorer(leaf);
      if (scorer == null) {
        continue;
      }
      Bits live = leaf.reader().getLiveDocs();
      SortedDocValues names = DocValues.getSorted(leaf.reader(), ServiceDocuments.OF_KIND);
      NumericDocValues levels = DocValues.getNumeric(leaf.reader(), ServiceDocuments.LEVEL);
      DocIdSetIterator each = scorer.iterator();
      for (int doc = each.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = each.nextDoc()) {
        if ((live == null || live.get(doc)) && names.advanceExact(doc)) {
          long level = levels.advanceExact(doc) ? levels.longValue() : 0;
          places.add(leaf.docBase + doc, kinds.number(leaf, names.ordValue()), level);
        }
      }
    }
    return places;
  }

  /** Returns a query for whatever has one of the values. */
  private static Query in(IndexTerms terms, String field, List<String> values) throws IOException {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (String value : values) {
      any.add(terms.term(field, value), Occur.SHOULD);
    }
    return any.build();
  }

  /**
   * Returns the place, what it has become if it is a former one, those it lies in, and the nation.
   */
  private static List<String> around(RegionCode region) {
    return Stream.concat(Stream.of(region), region.current().stream())
        .flatMap(each -> larger(each).stream())
        .distinct()
        .toList();
  }

  private static List<String> larger(RegionCode region) {
    List<String> places = new ArrayList<>(List.of(ServiceDocuments.place(region), "000000"));
    if (region.level() == RegionCode.Level.VILLAGE) {
      places.add(region.code().substring(0, 9) + "000");
    }
    places.add(region.province().code());
    region.prefecture().ifPresent(prefecture -> places.add(prefecture.code()));
    region.county().ifPresent(county -> places.add(county.code()));
    return places;
  }

  /** Returns the kinds that the query's other filters leave; nothing where it has none. */
  private static BooleanQuery.@Nullable Builder filters(IndexTerms terms, LocalSearchQuery query)
      throws IOException {
    BooleanQuery.Builder kinds = new BooleanQuery.Builder();
    boolean any = false;
    for (LocalSearchQuery.Filter each : query.filters()) {
      if (!isOfPlace(each.field())) {
        kinds.add(in(terms, each.field(), each.values()), Occur.FILTER);
        any = true;
      }
    }
    return any ? kinds : null;
  }

  private static Found byText(
      Kinds kinds, IndexTerms terms, LocalSearchQuery query, @Nullable Places places, Query text)
      throws IOException {
    if (text instanceof BooleanQuery all && all.clauses().isEmpty()) {
      return Found.NOTHING;
    }
    BooleanQuery.Builder filters = filters(terms, query);
    BooleanQuery.Builder asked = filters == null ? new BooleanQuery.Builder() : filters;
    asked.add(text, Occur.MUST);
    if (query.isOfForeigner()) {
      Query own = terms.term("audience", Audience.FOREIGNER.code());
      if (!(own instanceof MatchNoDocsQuery)) {
        asked.add(new BoostQuery(new ConstantScoreQuery(own), FOREIGNERS_OWN), Occur.SHOULD);
      }
    }
    return places == null
        ? anywhere(kinds, asked.build(), query.limit())
        : there(kinds, asked.build(), places, query.limit());
  }

  /** Returns those that answer of the kinds that some places offer. */
  private static Found there(Kinds kinds, Query asked, Places places, int limit)
      throws IOException {
    BitSet offered = new BitSet(kinds.count());
    for (int i = 0; i < places.size; i++) {
      offered.set(places.kinds[i]);
    }
    int[] documents = offered.stream().map(kinds::document).filter(each -> each >= 0).toArray();
    Arrays.sort(documents);
    Map<Integer, Float> scores = scores(kinds, asked, documents);
    return best(places, scores, limit);
  }

  private static Found best(Places places, Map<Integer, Float> scores, int limit) {
    Map<Integer, Integer> services = new HashMap<>();
    List<Place> found = new ArrayList<>();
    for (int i = 0; i < places.size; i++) {
      Float score = scores.get(places.kinds[i]);
      if (score != null) {
        services.merge(places.kinds[i], 1, Integer::sum);
        found.add(new Place(score, places.levels[i], places.documents[i], places.kinds[i]));
      }
    }
    found.sort(Place.BEST);
    return new Found(found.subList(0, Math.min(limit, found.size())), found.size(), services);
  }

  /** Returns the scores of kinds, of which the documents are given in order. */
  private static Map<Integer, Float> scores(Kinds kinds, Query asked, int[] documents)
      throws IOException {
    Map<Integer, Float> scores = new HashMap<>();
    Weight weight = kinds.createWeight(kinds.rewrite(asked), ScoreMode.COMPLETE, 1);
    int next = 0;
    for (LeafReaderContext leaf : kinds.getLeafContexts()) {
      int end = leaf.docBase + leaf.reader().maxDoc();
      Scorer scorer = next < documents.length && documents[next] < end ? weight.scorer(leaf) : null;
      SortedDocValues names =
          scorer == null ? null : DocValues.getSorted(leaf.reader(), ServiceDocuments.OF_KIND);
      for (; next < documents.length && documents[next] < end; next++) {
        int doc = documents[next] - leaf.docBase;
        if (scorer != null
            && names != null
            && scorer.docID() <= doc
            && (scorer.docID() == doc || scorer.iterator().advance(doc) == doc)
            && names.advanceExact(doc)) {
          scores.put(kinds.number(leaf, names.ordValue()), scorer.score());
        }
      }
    }
    return scores;
  }

  /** Returns the kinds that answer best, and of each the places that come first. */
  private static Found anywhere(Kinds kinds, Query asked, int limit) throws IOException {
    ScoreDoc[] top = kinds.search(asked, MOST).scoreDocs;
    List<Place> best = new ArrayList<>();
    Map<Integer, Integer> services = new HashMap<>();
    long total = 0;
    float last = 0;
    for (ScoreDoc each : top) {
      int kind = kindOf(kinds, each.doc);
      services.put(kind, kinds.services(kind));
      total += kinds.services(kind);
      // Equally good ones are ordered by level among each other.
      if (best.size() < limit || each.score == last) {
        addFirst(kinds, kind, each.score, limit, best);
        last = each.score;
      }
    }
    best.sort(Place.BEST);
    return new Found(best.subList(0, Math.min(limit, best.size())), total, services);
  }

  private static int kindOf(Kinds kinds, int document) throws IOException {
    LeafReaderContext leaf = leaf(kinds, document);
    SortedDocValues names = DocValues.getSorted(leaf.reader(), ServiceDocuments.OF_KIND);
    if (!names.advanceExact(document - leaf.docBase)) {
      throw new IOException("a kind of services of the local catalog has no name");
    }
    return kinds.number(leaf, names.ordValue());
  }

  private static LeafReaderContext leaf(Kinds kinds, int document) {
    List<LeafReaderContext> leaves = kinds.getLeafContexts();
    return leaves.get(ReaderUtil.subIndex(document, leaves));
  }

  /** Adds the first places of a kind: in each part of the index they lie in their order. */
  private static void addFirst(Kinds kinds, int kind, float score, int limit, List<Place> best)
      throws IOException {
    int document = kinds.document(kind);
    LeafReaderContext own = leaf(kinds, document);
    SortedDocValues names = DocValues.getSorted(own.reader(), ServiceDocuments.OF_KIND);
    names.advanceExact(document - own.docBase);
    BytesRef name = BytesRef.deepCopyOf(names.lookupOrd(names.ordValue()));
    for (LeafReaderContext leaf : kinds.getLeafContexts()) {
      PostingsEnum each =
          leaf.reader().postings(new Term(ServiceDocuments.OFFERED, name), PostingsEnum.NONE);
      if (each == null) {
        continue;
      }
      Bits live = leaf.reader().getLiveDocs();
      NumericDocValues levels = DocValues.getNumeric(leaf.reader(), ServiceDocuments.LEVEL);
      int count = 0;
      for (int doc = each.nextDoc();
          doc != DocIdSetIterator.NO_MORE_DOCS && count < limit;
          doc = each.nextDoc()) {
        if (live == null || live.get(doc)) {
          long level = levels.advanceExact(doc) ? levels.longValue() : 0;
          best.add(new Place(score, level, leaf.docBase + doc, kind));
          count++;
        }
      }
    }
  }

  /** Returns what an empty text finds: all that the filters leave, in the order of the index. */
  private static Found everything(
      Kinds kinds, IndexTerms terms, LocalSearchQuery query, @Nullable Places places)
      throws IOException {
    BooleanQuery.Builder filters = filters(terms, query);
    BitSet left = filters == null ? null : matching(kinds, filters.build());
    Query own = terms.term("audience", Audience.FOREIGNER.code());
    BitSet first =
        query.isOfForeigner() && !(own instanceof MatchNoDocsQuery) ? matching(kinds, own) : null;
    if (places != null) {
      Map<Integer, Float> scores = new HashMap<>();
      for (int i = 0; i < places.size; i++) {
        int kind = places.kinds[i];
        if (left == null || left.get(kind)) {
          scores.put(kind, first != null && first.get(kind) ? 1f : 0f);
        }
      }
      return best(places, scores, query.limit());
    }
    Map<Integer, Integer> services = new HashMap<>();
    long total = 0;
    if (left != null) {
      for (int kind = left.nextSetBit(0); kind >= 0; kind = left.nextSetBit(kind + 1)) {
        services.put(kind, kinds.services(kind));
        total += kinds.services(kind);
      }
    }
    List<Place> best = new ArrayList<>();
    if (first != null && left != null) {
      BitSet theirs = (BitSet) left.clone();
      theirs.and(first);
      best.addAll(firstOf(kinds, theirs, query.limit()));
      left.andNot(first);
    }
    best.addAll(firstOf(kinds, left, query.limit() - best.size()));
    return new Found(best, left == null ? kinds.all() : total, services);
  }

  private static BitSet matching(Kinds kinds, Query query) throws IOException {
    BitSet matching = new BitSet(kinds.count());
    Weight weight = kinds.createWeight(kinds.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
    for (LeafReaderContext leaf : kinds.getLeafContexts()) {
      Scorer scorer = weight.scorer(leaf);
      if (scorer == null) {
        continue;
      }
      SortedDocValues names = DocValues.getSorted(leaf.reader(), ServiceDocuments.OF_KIND);
      DocIdSetIterator each = scorer.iterator();
      for (int doc = each.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = each.nextDoc()) {
        if (names.advanceExact(doc)) {
          matching.set(kinds.number(leaf, names.ordValue()));
        }
      }
    }
    return matching;
  }

  /** Returns the first services in the order of the index, of some kinds or of all. */
  private static List<Place> firstOf(Kinds kinds, @Nullable BitSet left, int limit)
      throws IOException {
    List<Place> best = new ArrayList<>();
    for (LeafReaderContext leaf : kinds.getLeafContexts()) {
      Bits live = leaf.reader().getLiveDocs();
      SortedDocValues names = DocValues.getSorted(leaf.reader(), ServiceDocuments.OF_KIND);
      NumericDocValues levels = DocValues.getNumeric(leaf.reader(), ServiceDocuments.LEVEL);
      int count = 0;
      for (int doc = 0; doc < leaf.reader().maxDoc() && count < limit; doc++) {
        if ((live == null || live.get(doc)) && names.advanceExact(doc)) {
          int kind = kinds.number(leaf, names.ordValue());
          long level = levels.advanceExact(doc) ? levels.longValue() : 0;
          if (level != ServiceDocuments.KIND_LEVEL && (left == null || left.get(kind))) {
            best.add(new Place(0, level, leaf.docBase + doc, kind));
            count++;
          }
        }
      }
    }
    best.sort(Place.BEST);
    return best.subList(0, Math.min(limit, best.size()));
  }

  /** Services of which one of the codes begins so. */
  private static Found byCode(
      Kinds kinds, IndexTerms terms, LocalSearchQuery query, @Nullable Places places, String start)
      throws IOException {
    BooleanQuery.Builder filters = filters(terms, query);
    BitSet left = filters == null ? null : matching(kinds, filters.build());
    Places found = new Places();
    if (places == null) {
      for (String field : List.of(ServiceDocuments.CODE, ServiceDocuments.BASIC)) {
        withCode(kinds, field, start, found);
      }
    } else {
      for (int i = 0; i < places.size; i++) {
        if (hasCode(kinds, places.documents[i], start)) {
          found.add(places.documents[i], places.kinds[i], places.levels[i]);
        }
      }
    }
    Map<Integer, Float> scores = new HashMap<>();
    for (int i = 0; i < found.size; i++) {
      if (left == null || left.get(found.kinds[i])) {
        scores.put(found.kinds[i], 1f);
      }
    }
    return best(found, scores, query.limit());
  }

  private static boolean hasCode(Kinds kinds, int document, String start) throws IOException {
    LeafReaderContext leaf = leaf(kinds, document);
    SortedSetDocValues codes = DocValues.getSortedSet(leaf.reader(), ServiceDocuments.CODES);
    BytesRef bytes = new BytesRef(start);
    if (codes.advanceExact(document - leaf.docBase)) {
      for (int i = 0; i < codes.docValueCount(); i++) {
        if (StringHelper.startsWith(codes.lookupOrd(codes.nextOrd()), bytes)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Adds services of which a code begins so, until there are many. */
  private static void withCode(Kinds kinds, String field, String start, Places found)
      throws IOException {
    // Codes are written in capitals there, as they were given.
    BytesRef bytes =
        new BytesRef(field.equals(ServiceDocuments.CODE) ? start.toUpperCase(Locale.ROOT) : start);
    for (LeafReaderContext leaf : kinds.getLeafContexts()) {
      Terms all = leaf.reader().terms(field);
      TermsEnum each = all == null ? TermsEnum.EMPTY : all.iterator();
      Bits live = leaf.reader().getLiveDocs();
      SortedDocValues names = DocValues.getSorted(leaf.reader(), ServiceDocuments.OF_KIND);
      NumericDocValues levels = DocValues.getNumeric(leaf.reader(), ServiceDocuments.LEVEL);
      boolean more = each.seekCeil(bytes) != TermsEnum.SeekStatus.END;
      PostingsEnum docs = null;
      while (more && found.size < MOST && StringHelper.startsWith(each.term(), bytes)) {
        docs = each.postings(docs, PostingsEnum.NONE);
        for (int doc = docs.nextDoc();
            doc != DocIdSetIterator.NO_MORE_DOCS && found.size < MOST;
            doc = docs.nextDoc()) {
          if (live == null || live.get(doc)) {
            int at = doc;
            // Terms are in their order, and their documents are not.
            if (names.docID() > at) {
              names = DocValues.getSorted(leaf.reader(), ServiceDocuments.OF_KIND);
              levels = DocValues.getNumeric(leaf.reader(), ServiceDocuments.LEVEL);
            }
            if (names.advanceExact(at)) {
              long level = levels.advanceExact(at) ? levels.longValue() : 0;
              found.add(leaf.docBase + at, kinds.number(leaf, names.ordValue()), level);
            }
          }
        }
        more = each.next() != null;
      }
    }
  }

  private static ServiceSummary service(Kinds kinds, int document, LocalSearchQuery query)
      throws IOException {
    ServiceSummary service = service(kinds, document, ServiceDocuments.JSON);
    if (service == null) {
      throw new IOException("a service of the local catalog is missing");
    }
    Language asked = query.language();
    if (asked == null || isIn(asked, service)) {
      return service;
    }
    ServiceSummary elsewise = service(kinds, document, ServiceDocuments.JSON_ELSEWISE);
    return elsewise != null && isIn(asked, elsewise) ? elsewise : service;
  }

  private static boolean isIn(Language language, ServiceSummary service) {
    return language.tag().equalsIgnoreCase(ServiceDocuments.languageOf(service).tag());
  }

  private static @Nullable ServiceSummary service(Kinds kinds, int document, String field)
      throws IOException {
    LeafReaderContext leaf = leaf(kinds, document);
    BinaryDocValues values = DocValues.getBinary(leaf.reader(), field);
    if (!values.advanceExact(document - leaf.docBase)) {
      return null;
    }
    BytesRef json = values.binaryValue();
    try {
      return StoredJson.CLEAR.read(
          Arrays.copyOfRange(json.bytes, json.offset, json.offset + json.length),
          ServiceSummary.class);
    } catch (UnstorableException e) {
      throw new IOException("a service of the local catalog cannot be read" + e.getMessage());
    }
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

  private static Map<String, Map<String, Integer>> facets(
      Kinds kinds, Map<Integer, Integer> services) throws IOException {
    int[] counts = new int[kinds.count()];
    services.forEach((kind, count) -> counts[kind] = count);
    return facets(kinds, counts);
  }

  private static Map<String, Map<String, Integer>> facets(Kinds kinds, int[] counts)
      throws IOException {
    Map<String, Map<String, Integer>> facets = new HashMap<>();
    for (String field : ServiceDocuments.FACETS) {
      Map<String, Integer> sums = new HashMap<>();
      for (int kind = 0; kind < counts.length; kind++) {
        if (counts[kind] > 0 && kinds.document(kind) >= 0) {
          sum(kinds, kinds.document(kind), field, counts[kind], sums);
        }
      }
      facets.put(field, mostFirst(sums));
    }
    return Map.copyOf(facets);
  }

  private static void sum(
      Kinds kinds, int document, String field, int count, Map<String, Integer> sums)
      throws IOException {
    LeafReaderContext leaf = leaf(kinds, document);
    SortedSetDocValues values = DocValues.getSortedSet(leaf.reader(), field);
    if (values.advanceExact(document - leaf.docBase)) {
      for (int i = 0; i < values.docValueCount(); i++) {
        sums.merge(values.lookupOrd(values.nextOrd()).utf8ToString(), count, Integer::sum);
      }
    }
  }

  private static Map<String, Integer> mostFirst(Map<String, Integer> counts) {
    Map<String, Integer> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(each -> sorted.put(each.getKey(), each.getValue()));
    return Collections.unmodifiableMap(sorted);
  }
}
