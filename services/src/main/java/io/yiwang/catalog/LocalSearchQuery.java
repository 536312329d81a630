package io.yiwang.catalog;

import io.yiwang.value.Language;
import io.yiwang.value.RegionCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says what to find in a {@link LocalCatalog}. Every part narrows the search. Immutable. */
public final class LocalSearchQuery {
  /** Demands that a service has one of the values in a field. */
  record Filter(String field, List<String> values) {}

  private final String text;
  private final @Nullable RegionCode region;
  private final List<Filter> filters;
  private final int limit;
  private final boolean facets;
  private final @Nullable Language language;

  private LocalSearchQuery(
      String text,
      @Nullable RegionCode region,
      List<Filter> filters,
      int limit,
      boolean facets,
      @Nullable Language language) {
    this.text = text;
    this.region = region;
    this.filters = List.copyOf(filters);
    this.limit = limit;
    this.facets = facets;
    this.language = language;
  }

  /**
   * Searches for what the citizen has typed so far, in Chinese, English or pinyin; an empty text
   * finds every service. Of a text longer than 300 characters only the beginning is used.
   */
  public static LocalSearchQuery text(String text) {
    return new LocalSearchQuery(
        Objects.requireNonNull(text, "text"), null, List.of(), 20, false, null);
  }

  /**
   * Limits the search to the services of this region and of the larger regions around it. A former
   * region, such as {@code 330103}, means the one that it has become.
   */
  public LocalSearchQuery region(RegionCode region) {
    return new LocalSearchQuery(text, region, filters, limit, facets, language);
  }

  /**
   * Limits the search to services for this audience. Foreigners also get services for everybody,
   * after those for foreigners.
   */
  public LocalSearchQuery audience(Audience audience) {
    return audience.equals(Audience.FOREIGNER)
        ? and("audience", audience.code(), Audience.PERSON.code())
        : and("audience", audience.code());
  }

  /** Limits the search to services of this type. */
  public LocalSearchQuery type(ServiceType type) {
    return and("type", type.code());
  }

  /** Limits the search to a theme, by its code. */
  public LocalSearchQuery theme(String theme) {
    return and("theme", theme);
  }

  /** Limits the search to a collection, by its code. */
  public LocalSearchQuery collection(String collection) {
    return and("collection", collection);
  }

  /** Limits the search to a department, by its unified social credit code. */
  public LocalSearchQuery department(String department) {
    return and("department", department);
  }

  /** Limits the search to services with exactly this online capability. */
  public LocalSearchQuery online(OnlineCapability online) {
    return and("online", online.code());
  }

  /** Limits the search to services that cost something, or to those that are free. */
  public LocalSearchQuery payable(boolean payable) {
    return and("payable", Boolean.toString(payable));
  }

  /** Sets the most services to return, 1 to 100; 20 by default. */
  public LocalSearchQuery limit(int services) {
    if (services < 1 || services > 100) {
      throw new IllegalArgumentException("limit must be 1 to 100, got " + services);
    }
    return new LocalSearchQuery(text, region, filters, services, facets, language);
  }

  /**
   * Sets the language in which services are returned; those that the catalog does not have in it
   * are returned in its first language.
   */
  public LocalSearchQuery language(Language language) {
    return new LocalSearchQuery(text, region, filters, limit, facets, language);
  }

  /**
   * Also counts the services by type, audience, theme, collection, online capability and payable.
   */
  public LocalSearchQuery facets() {
    return new LocalSearchQuery(text, region, filters, limit, true, language);
  }

  private LocalSearchQuery and(String field, String... values) {
    List<Filter> more = new ArrayList<>(filters);
    more.removeIf(filter -> filter.field().equals(field));
    more.add(new Filter(field, List.of(values)));
    return new LocalSearchQuery(text, region, more, limit, facets, language);
  }

  String text() {
    return text;
  }

  @Nullable RegionCode region() {
    return region;
  }

  List<Filter> filters() {
    return filters;
  }

  int limit() {
    return limit;
  }

  @Nullable Language language() {
    return language;
  }

  boolean wantsFacets() {
    return facets;
  }

  boolean isForForeigners() {
    return filters.stream().anyMatch(filter -> filter.values().contains(Audience.FOREIGNER.code()));
  }

  /** Shows the number of filters alone: what a citizen searches for is private. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "LocalSearchQuery[filters=%d]", filters.size());
  }
}
