package io.yiwang.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.LeafReaderContext;
import org.jspecify.annotations.Nullable;

/** Lists services where no text is searched for, in the order of the index. */
final class ServiceListing {
  private final Kinds kinds;

  ServiceListing(Kinds kinds) {
    this.kinds = kinds;
  }

  /**
   * Returns the first services.
   *
   * @param services those to choose from; null for all
   * @param allowed the kinds to choose from, by number; null for all
   * @param preferred the kinds that come first, by number; null for none
   */
  Matches list(
      @Nullable ServiceList services,
      @Nullable BitSet allowed,
      @Nullable BitSet preferred,
      int limit)
      throws IOException {
    return services == null
        ? listAll(allowed, preferred, limit)
        : listAmong(services, allowed, preferred, limit);
  }

  private static Matches listAmong(
      ServiceList services, @Nullable BitSet allowed, @Nullable BitSet preferred, int limit) {
    Map<Integer, Float> scores = new HashMap<>();
    for (int i = 0; i < services.size(); i++) {
      int kind = services.kind(i);
      if (allowed == null || allowed.get(kind)) {
        scores.put(kind, preferred != null && preferred.get(kind) ? 1f : 0f);
      }
    }
    return Matches.of(services, scores, limit);
  }

  private Matches listAll(@Nullable BitSet allowed, @Nullable BitSet preferred, int limit)
      throws IOException {
    if (allowed == null) {
      return new Matches(firstOf(null, limit), kinds.all(), Map.of());
    }
    Map<Integer, Integer> services = new HashMap<>();
    long total = 0;
    for (int kind = allowed.nextSetBit(0); kind >= 0; kind = allowed.nextSetBit(kind + 1)) {
      services.put(kind, kinds.services(kind));
      total += kinds.services(kind);
    }
    List<Matches.Match> best = new ArrayList<>();
    BitSet rest = (BitSet) allowed.clone();
    if (preferred != null) {
      BitSet first = (BitSet) allowed.clone();
      first.and(preferred);
      best.addAll(firstOf(first, limit));
      rest.andNot(preferred);
    }
    best.addAll(firstOf(rest, limit - best.size()));
    return new Matches(best, total, services);
  }

  /** Returns the first services of some kinds, or of all. */
  private List<Matches.Match> firstOf(@Nullable BitSet allowed, int limit) throws IOException {
    List<Matches.Match> first = new ArrayList<>();
    for (LeafReaderContext segment : kinds.getLeafContexts()) {
      SegmentServices services = new SegmentServices(kinds, segment);
      int count = 0;
      for (int doc = 0; doc < segment.reader().maxDoc() && count < limit; doc++) {
        if (services.moveTo(doc)
            && services.level() != ServiceDocuments.KIND_LEVEL
            && (allowed == null || allowed.get(services.kind()))) {
          first.add(new Matches.Match(0, services.level(), services.document()));
          count++;
        }
      }
    }
    return Matches.first(first, limit);
  }
}
