package io.yiwang.messages;

import io.yiwang.value.RegionCode;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Holds a message that the desk has chosen to publish, with its author's consent.
 *
 * <p>Later versions may have more parts: in tests, make one from JSON with {@link
 * io.yiwang.Answers}, not with the constructor.
 *
 * @param author as the desk shows them
 */
public record PublishedMessage(
    String messageId,
    @Nullable String title,
    @Nullable String body,
    @Nullable String category,
    @Nullable RegionCode region,
    @Nullable String language,
    @Nullable String author,
    @Nullable OffsetDateTime publishedAt,
    MessageStatus.@Nullable Reply reply) {
  /** Shows nothing of what was written, or by whom. */
  @Override
  public String toString() {
    return "PublishedMessage[" + messageId + "]";
  }
}
