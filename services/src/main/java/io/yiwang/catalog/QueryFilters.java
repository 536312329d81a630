package io.yiwang.catalog;

import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;

/**
 * Separates what a query demands of a service (its region, its department) from what it demands of
 * the service's kind (all other filters).
 */
final class QueryFilters {
  /** More than texts score, so that services for foreigners come before those for everybody. */
  private static final float FOREIGNERS_BOOST = 20;

  private final Kinds kinds;
  private final IndexTerms terms;
  private final LocalSearchQuery query;

  QueryFilters(Kinds kinds, IndexTerms terms, LocalSearchQuery query) {
    this.kinds = kinds;
    this.terms = terms;
    this.query = query;
  }

  /** Returns whether a query has a region or a department. */
  static boolean narrowsServices(LocalSearchQuery query) {
    return query.region() != null
        || query.filters().stream().anyMatch(each -> isOfService(each.field()));
  }

  private static boolean isOfService(String field) {
    return field.equals(ServiceDocuments.DEPARTMENT);
  }

  /** Returns the services of the query's region and department; null where it names neither. */
  @Nullable ServiceList services() throws IOException {
    if (!narrowsServices(query)) {
      return null;
    }
    Weight weight =
        kinds.createWeight(kinds.rewrite(serviceFilter()), ScoreMode.COMPLETE_NO_SCORES, 1);
    ServiceList found = new ServiceList();
    for (LeafReaderContext segment : kinds.getLeafContexts()) {
      Scorer scorer = weight.scorer(segment);
      if (scorer == null) {
        continue;
      }
      SegmentServices services = new SegmentServices(kinds, segment);
      DocIdSetIterator each = scorer.iterator();
      for (int doc = each.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = each.nextDoc()) {
        if (services.moveTo(doc)) {
          found.add(services.document(), services.kind(), services.level());
        }
      }
    }
    return found;
  }

  private Query serviceFilter() throws IOException {
    BooleanQuery.Builder filter = new BooleanQuery.Builder();
    RegionCode region = query.region();
    if (region != null) {
      filter.add(anyOf(ServiceDocuments.REGION, regionsServing(region)), Occur.FILTER);
    }
    for (LocalSearchQuery.Filter each : query.filters()) {
      if (isOfService(each.field())) {
        filter.add(anyOf(each.field(), each.values()), Occur.FILTER);
      }
    }
    return filter.build();
  }

  private Query anyOf(String field, List<String> values) throws IOException {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    for (String value : values) {
      any.add(terms.term(field, value), Occur.SHOULD);
    }
    return any.build();
  }

  /**
   * Returns the region, what it has become if it is a former one, and every larger region around
   * these, up to the nation.
   */
  private static List<String> regionsServing(RegionCode region) {
    return Stream.concat(Stream.of(region), region.current().stream())
        .flatMap(each -> withLarger(each).stream())
        .distinct()
        .toList();
  }

  private static List<String> withLarger(RegionCode region) {
    List<String> places = new ArrayList<>(List.of(ServiceDocuments.place(region), "000000"));
    if (region.level() == RegionCode.Level.VILLAGE) {
      places.add(region.code().substring(0, 9) + "000");
    }
    places.add(region.province().code());
    region.prefecture().ifPresent(prefecture -> places.add(prefecture.code()));
    region.county().ifPresent(county -> places.add(county.code()));
    return places;
  }

  /** Returns a query for the kinds that a text query finds and the filters allow. */
  Query narrow(Query text) throws IOException {
    BooleanQuery.Builder filter = kindFilter();
    BooleanQuery.Builder narrowed = filter == null ? new BooleanQuery.Builder() : filter;
    narrowed.add(text, Occur.MUST);
    Query preferred = preferred();
    if (preferred != null) {
      narrowed.add(
          new BoostQuery(new ConstantScoreQuery(preferred), FOREIGNERS_BOOST), Occur.SHOULD);
    }
    return narrowed.build();
  }

  private BooleanQuery.@Nullable Builder kindFilter() throws IOException {
    BooleanQuery.Builder filter = new BooleanQuery.Builder();
    boolean any = false;
    for (LocalSearchQuery.Filter each : query.filters()) {
      if (!isOfService(each.field())) {
        filter.add(anyOf(each.field(), each.values()), Occur.FILTER);
        any = true;
      }
    }
    return any ? filter : null;
  }

  /** Returns a query for the kinds for foreigners, if foreigners ask and there are any. */
  private @Nullable Query preferred() throws IOException {
    if (!query.isForForeigners()) {
      return null;
    }
    Query own = terms.term("audience", Audience.FOREIGNER.code());
    return own instanceof MatchNoDocsQuery ? null : own;
  }

  /** Returns the kinds that come first, by number; null where none does. */
  @Nullable BitSet preferredKinds() throws IOException {
    Query preferred = preferred();
    return preferred == null ? null : matching(preferred);
  }

  /** Returns the kinds that the filters allow, by number; null where they allow all. */
  @Nullable BitSet allowedKinds() throws IOException {
    BooleanQuery.Builder filter = kindFilter();
    return filter == null ? null : matching(filter.build());
  }

  private BitSet matching(Query filter) throws IOException {
    BitSet matching = new BitSet(kinds.count());
    Weight weight = kinds.createWeight(kinds.rewrite(filter), ScoreMode.COMPLETE_NO_SCORES, 1);
    for (LeafReaderContext segment : kinds.getLeafContexts()) {
      Scorer scorer = weight.scorer(segment);
      if (scorer == null) {
        continue;
      }
      SortedDocValues names = DocValues.getSorted(segment.reader(), ServiceDocuments.OF_KIND);
      DocIdSetIterator each = scorer.iterator();
      for (int doc = each.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = each.nextDoc()) {
        if (names.advanceExact(doc)) {
          matching.set(kinds.number(segment, names.ordValue()));
        }
      }
    }
    return matching;
  }
}
