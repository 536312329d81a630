package io.yiwang.messages;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Describes a file that the gateway has taken. Name its id in a message before it expires.
 *
 * @param attachmentId what {@link Message} names
 * @param size in bytes, as it arrived
 * @param digest of the file as it arrived
 * @param expiresAt when it is thrown away unless a message has named it
 */
public record Attachment(
    String attachmentId, @Nullable Long size, @Nullable Digest digest, OffsetDateTime expiresAt) {

  /**
   * Holds a digest of the file.
   *
   * @param alg {@code sha-256} or {@code sm3}
   * @param value base64
   */
  public record Digest(String alg, String value) {}
}
