package io.yiwang.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds what a search found.
 *
 * @param best the services to return, best first
 * @param total how many services there are
 * @param services how many services there are of each kind that was found
 */
record Matches(List<Match> best, long total, Map<Integer, Integer> services) {
  static final Matches NONE = new Matches(List.of(), 0, Map.of());

  /**
   * Holds one service that was found.
   *
   * @param score of its kind
   * @param level of its region, higher where it is nearer to the citizen
   * @param document of the service
   */
  record Match(float score, long level, int document) {
    static final Comparator<Match> BEST_FIRST =
        Comparator.<Match>comparingDouble(match -> -match.score)
            .thenComparingLong(match -> -match.level)
            .thenComparingInt(match -> match.document);
  }

  /** Returns the best of the services whose kinds have a score. */
  static Matches of(ServiceList services, Map<Integer, Float> scores, int limit) {
    Map<Integer, Integer> counts = new HashMap<>();
    List<Match> matches = new ArrayList<>();
    for (int i = 0; i < services.size(); i++) {
      int kind = services.kind(i);
      Float score = scores.get(kind);
      if (score != null) {
        counts.merge(kind, 1, Integer::sum);
        matches.add(new Match(score, services.level(i), services.document(i)));
      }
    }
    return new Matches(first(matches, limit), matches.size(), counts);
  }

  /** Sorts the matches, and returns the first ones. */
  static List<Match> first(List<Match> matches, int limit) {
    matches.sort(Match.BEST_FIRST);
    return matches.subList(0, Math.min(limit, matches.size()));
  }
}
