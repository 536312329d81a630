package io.yiwang.messages;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Confirms that the gateway has received a message.
 *
 * @param queryCode the citizen's secret, which is needed to ask about the message
 * @param dueAt when a reply is promised
 */
public record MessageReceipt(
    String messageId,
    String queryCode,
    @Nullable OffsetDateTime receivedAt,
    @Nullable OffsetDateTime dueAt) {
  /** Omits the query code. */
  @Override
  public String toString() {
    return "MessageReceipt[" + messageId + "]";
  }
}
