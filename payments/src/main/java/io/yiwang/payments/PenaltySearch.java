package io.yiwang.payments;

import io.yiwang.value.RegionCode;
import org.jspecify.annotations.Nullable;

/**
 * Describes which of a citizen's penalties to list; an absent part does not restrict the search.
 *
 * @param status one of {@link PenaltyStatus}
 * @param region a region and all within it, under present and former codes. For a district that was
 *     merged, split or renumbered, the client searches a larger region and filters the results, so
 *     that pages may be shorter
 * @param limit penalties per page, 1 to 100
 */
public record PenaltySearch(
    @Nullable PenaltyStatus status, @Nullable RegionCode region, @Nullable Integer limit) {
  /** Matches all of a citizen's penalties. */
  public static final PenaltySearch ALL = new PenaltySearch(null, null, null);

  /** Checks the limit. */
  public PenaltySearch {
    if (limit != null && (limit < 1 || limit > 100)) {
      throw new IllegalArgumentException("limit must be 1 to 100, got " + limit);
    }
  }
}
