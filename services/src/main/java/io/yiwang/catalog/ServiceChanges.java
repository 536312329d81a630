package io.yiwang.catalog;

import io.yiwang.value.ServiceCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what has changed in the catalog since a cursor.
 *
 * @param next where to continue from, to be kept
 * @param more whether more is there already
 */
public record ServiceChanges(List<Change> items, String next, boolean more) {
  /**
   * Describes one change of a service.
   *
   * @param op {@code UPSERT} or {@code WITHDRAW}
   * @param service with {@code UPSERT}
   * @param code with {@code WITHDRAW}
   */
  public record Change(String op, @Nullable ServiceSummary service, @Nullable ServiceCode code) {}

  /** Copies the items. */
  public ServiceChanges {
    items = List.copyOf(items);
  }
}
