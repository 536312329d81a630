package io.yiwang.signing;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A digest that may stand in a {@code Content-Digest} header. Implementations are thread-safe.
 *
 * @see "RFC 9530 section 2; IGS/1 section 2.3"
 */
public interface ContentDigest {
  /** SHA-256 of the JDK, known to every client. */
  ContentDigest SHA_256 =
      new ContentDigest() {
        @Override
        public String algorithm() {
          return "sha-256";
        }

        @Override
        public byte[] digest(byte[] content) {
          try {
            return MessageDigest.getInstance("SHA-256").digest(content);
          } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
          }
        }
      };

  /** The key in the header's dictionary: {@code sha-256} or {@code sm3}. */
  String algorithm();

  /** The digest of the content as it travels, after any content coding. */
  byte[] digest(byte[] content);
}
