package io.yiwang.payments;

import io.yiwang.value.RegionCode;
import org.jspecify.annotations.Nullable;

/**
 * Says which of a citizen's penalties to list; absent parts do not narrow.
 *
 * @param status one of {@link PenaltyStatus}
 * @param region this place and all in it, under today's codes and former ones: asked for a district
 *     that was merged, split or renumbered, the client asks for a larger place and passes over the
 *     rest, so that pages may be shorter
 * @param limit items a page, 1 to 100
 */
public record PenaltySearch(
    @Nullable PenaltyStatus status, @Nullable RegionCode region, @Nullable Integer limit) {
  /** All of them. */
  public static final PenaltySearch ALL = new PenaltySearch(null, null, null);

  /** Checks the limit. */
  public PenaltySearch {
    if (limit != null && (limit < 1 || limit > 100)) {
      throw new IllegalArgumentException("limit must be 1 to 100, got " + limit);
    }
  }
}
