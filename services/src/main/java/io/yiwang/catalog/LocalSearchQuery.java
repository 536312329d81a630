package io.yiwang.catalog;

import io.yiwang.value.Language;
import io.yiwang.value.RegionCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says what to find in a {@link LocalCatalog}. Every part narrows. Immutable. */
public final class LocalSearchQuery {
  /** A field and the values of which a service must have one. */
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
   * Asks for what the citizen has typed so far, in Chinese, English or pinyin; empty for every
   * service. Of a text longer than 300 characters only the beginning is searched for.
   */
  public static LocalSearchQuery text(String text) {
    return new LocalSearchQuery(
        Objects.requireNonNull(text, "text"), null, List.of(), 20, false, null);
  }

  /**
   * Limits the search to what is offered in this place: its own services and those of the larger
   * places it lies in. A former place, such as {@code 330103}, stands for what it has become.
   */
  public LocalSearchQuery region(RegionCode place) {
    return new LocalSearchQuery(text, place, filters, limit, facets, language);
  }

  /**
   * Limits the search to services for this audience. Foreigners also get what is for everybody,
   * after what is theirs.
   */
  public LocalSearchQuery audience(Audience audience) {
    return audience.equals(Audience.FOREIGNER)
        ? and("audience", audience.code(), Audience.PERSON.code())
        : and("audience", audience.code());
  }

  /** Limits the search to services of this kind. */
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

  /** Limits the search to services that are exactly this far online. */
  public LocalSearchQuery online(OnlineCapability depth) {
    return and("online", depth.code());
  }

  /** Limits the search to services that cost something, or to those that cost nothing. */
  public LocalSearchQuery payable(boolean payable) {
    return and("payable", Boolean.toString(payable));
  }

  /** Sets how many services to return, 1 to 100; 20 by default. */
  public LocalSearchQuery limit(int hits) {
    if (hits < 1 || hits > 100) {
      throw new IllegalArgumentException("limit must be 1 to 100, got " + hits);
    }
    return new LocalSearchQuery(text, region, filters, hits, facets, language);
  }

  /**
   * Sets the language in which services are given, where the catalog has it; otherwise its first
   * one.
   */
  public LocalSearchQuery language(Language shown) {
    return new LocalSearchQuery(text, region, filters, limit, facets, shown);
  }

  /** Counts what is found by type, audience, theme, collection, depth and payable, too. */
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

  boolean isOfForeigner() {
    return filters.stream().anyMatch(filter -> filter.values().contains(Audience.FOREIGNER.code()));
  }

  /** Shows nothing: what a citizen searches for is nobody else's business. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "LocalSearchQuery[filters=%d]", filters.size());
  }
}
