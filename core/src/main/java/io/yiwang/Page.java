package io.yiwang;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds one page of a list.
 *
 * @param next the cursor of the next page; null on the last page
 * @see "IGS/1 section 1, Pages"
 */
public record Page<T>(List<T> items, @Nullable String next) {
  /** Copies the items. */
  public Page {
    items = List.copyOf(items);
  }
}
