package io.yiwang.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.lucene.search.Query;

/** Finds services by text, by code, or by filters alone. Thread-safe. */
final class ServiceIndex {
  private final Synonyms synonyms;

  ServiceIndex(Synonyms synonyms) {
    this.synonyms = synonyms;
  }

  LocalSearchResult search(Kinds kinds, LocalSearchQuery query) throws IOException {
    String asked = synonyms.withoutExclusions(TextAnalyzer.normal(query.text()));
    String content = synonyms.withoutFillers(asked);
    Matches matches = find(kinds, query, asked, content);
    List<String> highlighted = new ArrayList<>(List.of(content));
    highlighted.addAll(synonyms.synonymsOf(content));
    Highlighter highlighter = new Highlighter(highlighted);
    StoredServices stored = new StoredServices(kinds);
    List<LocalSearchResult.Hit> hits = new ArrayList<>();
    for (Matches.Match each : matches.best()) {
      ServiceSummary service = stored.read(each.document(), query.language());
      hits.add(
          new LocalSearchResult.Hit(service, highlighter.spans(ServiceDocuments.nameOf(service))));
    }
    return new LocalSearchResult(
        hits,
        matches.total(),
        query.wantsFacets() ? facets(kinds, query, content, matches) : Map.of());
  }

  private static Map<String, Map<String, Integer>> facets(
      Kinds kinds, LocalSearchQuery query, String content, Matches matches) throws IOException {
    FacetCounter counter = new FacetCounter(kinds);
    boolean isForAll =
        TextAnalyzer.runs(content).isEmpty()
            && !QueryFilters.narrowsServices(query)
            && query.filters().isEmpty();
    return isForAll ? counter.countAll() : counter.count(matches.services());
  }

  private Matches find(Kinds kinds, LocalSearchQuery query, String asked, String content)
      throws IOException {
    IndexTerms terms = new IndexTerms(kinds);
    QueryFilters filters = new QueryFilters(kinds, terms, query);
    ServiceList services = filters.services();
    String code = content.strip();
    if (CodeSearch.mayBeCode(code)) {
      Matches byCode =
          new CodeSearch(kinds).search(code, services, filters.allowedKinds(), query.limit());
      if (byCode.total() > 0) {
        return byCode;
      }
    }
    if (TextAnalyzer.runs(content).isEmpty()) {
      return new ServiceListing(kinds)
          .list(services, filters.allowedKinds(), filters.preferredKinds(), query.limit());
    }
    TextSearch search = new TextSearch(kinds, filters);
    Query exact = new TextQuery(terms, synonyms, false).of(asked, content);
    Matches found = search.search(exact, services, query.limit());
    if (found.total() > 0) {
      return found;
    }
    Query wide = new TextQuery(terms, synonyms, true).of(asked, content);
    return search.search(wide, services, query.limit());
  }
}
