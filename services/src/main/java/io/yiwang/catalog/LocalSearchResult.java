package io.yiwang.catalog;

import java.util.List;
import java.util.Map;

/**
 * Holds the services that a {@link LocalCatalog} found.
 *
 * @param hits best first; among equally good ones those of the nearest region first
 * @param total the number of services that match; a lower bound where it is over 1000
 * @param facets the number of services with each value of {@code type}, {@code audience}, {@code
 *     theme}, {@code collection}, {@code online} and {@code payable}; empty unless the query asked
 *     for it
 */
public record LocalSearchResult(
    List<Hit> hits, long total, Map<String, Map<String, Integer>> facets) {
  /**
   * Holds one service that was found.
   *
   * @param highlights the parts of its name that match the text, in order
   */
  public record Hit(ServiceSummary service, List<Span> highlights) {
    /** Copies the list. */
    public Hit {
      highlights = List.copyOf(highlights);
    }
  }

  /** Marks part of a name, in UTF-16 units, {@code end} not included. */
  public record Span(int start, int end) {}

  /** Copies the hits and the facets. */
  public LocalSearchResult {
    hits = List.copyOf(hits);
    facets = Map.copyOf(facets);
  }
}
