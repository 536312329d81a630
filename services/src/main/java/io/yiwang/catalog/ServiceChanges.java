package io.yiwang.catalog;

import io.yiwang.value.ServiceCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds changes of the catalog after a cursor.
 *
 * @param next the cursor to continue from
 * @param more whether there are further changes already
 */
public record ServiceChanges(List<Change> items, String next, boolean more) {
  /**
   * Describes one change of a service.
   *
   * @param op {@code UPSERT} or {@code WITHDRAW}
   * @param service the new state, with {@code UPSERT}
   * @param code of the withdrawn service, with {@code WITHDRAW}
   */
  public record Change(String op, @Nullable ServiceSummary service, @Nullable ServiceCode code) {}

  /** Copies the items. */
  public ServiceChanges {
    items = List.copyOf(items);
  }
}
