package io.yiwang.catalog;

import java.util.List;
import java.util.Map;

/**
 * Holds what a {@link LocalCatalog} found.
 *
 * @param hits best first; of equally good ones that of the nearest level first
 * @param total how many there are; a lower bound where it is over 1000
 * @param facets where asked for: by {@code type}, {@code audience}, {@code theme}, {@code
 *     collection}, {@code online}, {@code payable}, how many have each value
 */
public record LocalSearchResult(
    List<Hit> hits, long total, Map<String, Map<String, Integer>> facets) {
  /**
   * Holds one service that was found.
   *
   * @param highlights what of its name answers the text, in order
   */
  public record Hit(ServiceSummary service, List<Span> highlights) {
    /** Copies the list. */
    public Hit {
      highlights = List.copyOf(highlights);
    }
  }

  /** Marks part of a name, in UTF-16 units, {@code end} not included. */
  public record Span(int start, int end) {}

  /** Copies what it is given. */
  public LocalSearchResult {
    hits = List.copyOf(hits);
    facets = Map.copyOf(facets);
  }
}
