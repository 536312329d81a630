package io.yiwang.messages;

import io.yiwang.value.RegionCode;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Holds a message that the government has published with its author's consent.
 *
 * <p>Later versions may have more parts: in tests, make one from JSON with {@link
 * io.yiwang.Answers}, not with the constructor.
 *
 * @param author the name that is published
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
  /** Shows the id alone: neither the text nor the author. */
  @Override
  public String toString() {
    return "PublishedMessage[" + messageId + "]";
  }
}
