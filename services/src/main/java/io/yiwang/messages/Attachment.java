package io.yiwang.messages;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Describes an uploaded file. Use its id in a message before it expires.
 *
 * @param attachmentId for {@link Message}
 * @param size in bytes, as the gateway received it
 * @param digest of the file as the gateway received it
 * @param expiresAt when the gateway deletes it unless a message uses it
 */
public record Attachment(
    String attachmentId, @Nullable Long size, @Nullable Digest digest, OffsetDateTime expiresAt) {

  /**
   * Holds a digest of the file.
   *
   * @param alg {@code sha-256} or {@code sm3}
   * @param value in base64
   */
  public record Digest(String alg, String value) {}
}
