package io.yiwang.messages;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Says that a message is with the desk.
 *
 * @param queryCode which the citizen needs to ask for it; a secret of theirs
 * @param dueAt until when an answer is promised
 */
public record MessageReceipt(
    String messageId,
    String queryCode,
    @Nullable OffsetDateTime receivedAt,
    @Nullable OffsetDateTime dueAt) {
  /** Leaves out the query code. */
  @Override
  public String toString() {
    return "MessageReceipt[" + messageId + "]";
  }
}
