package io.yiwang.journal;

import io.yiwang.Beta;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Holds an intent as it is on disk. Times are by the database's clock.
 *
 * @param attempts how often it was rescheduled
 * @param revision grows by one with every write
 * @param sensitivePayload absent if there never was one or it is erased
 * @param dueAt when a worker should take it up; absent once finished
 */
@Beta
public record Entry<B, P>(
    String id,
    String state,
    int attempts,
    long revision,
    B payload,
    @Nullable P sensitivePayload,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant dueAt,
    @Nullable Instant finishedAt) {
  /** Shows id, state and revision alone. */
  @Override
  public String toString() {
    return "Entry[" + id + ", " + state + ", revision " + revision + "]";
  }
}
