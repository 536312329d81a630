package io.yiwang.identity;

import io.yiwang.signing.ContentDigest;
import java.util.Base64;

/**
 * A document as the citizen signs it: its digest travels, the document stays.
 *
 * @param mediaType such as {@code application/pdf}
 * @param size in bytes
 */
public record DocumentToSign(String name, String mediaType, long size, Digest digest) {
  /**
   * A digest.
   *
   * @param alg {@code sm3} or {@code sha-256}
   * @param value base64
   */
  public record Digest(String alg, String value) {}

  /** A document in memory. */
  public static DocumentToSign of(
      String name, String mediaType, byte[] content, ContentDigest digest) {
    return new DocumentToSign(
        name,
        mediaType,
        content.length,
        new Digest(digest.algorithm(), Base64.getEncoder().encodeToString(digest.digest(content))));
  }
}
