package io.yiwang.signing;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Computes a digest for a {@code Content-Digest} header. Implementations are thread-safe.
 *
 * @see "RFC 9530 section 2; IGS/1 section 2.3"
 */
public interface ContentDigest {
  /** SHA-256 from the JDK, which every client supports. */
  ContentDigest SHA_256 =
      new ContentDigest() {
        @Override
        public String algorithm() {
          return "sha-256";
        }

        @Override
        public byte[] digest(byte[] content) {
          return sha256().digest(content);
        }

        @Override
        public byte[] digest(InputStream content) throws IOException {
          MessageDigest digest = sha256();
          byte[] piece = new byte[64 << 10];
          for (int length = content.read(piece); length >= 0; length = content.read(piece)) {
            digest.update(piece, 0, length);
          }
          return digest.digest();
        }

        private static MessageDigest sha256() {
          try {
            return MessageDigest.getInstance("SHA-256");
          } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
          }
        }
      };

  /** Returns the algorithm's key in the header: {@code sha-256} or {@code sm3}. */
  String algorithm();

  /**
   * Returns the digest of content in the form in which it is transmitted, after any content coding.
   */
  byte[] digest(byte[] content);

  /**
   * Returns the digest of a stream, which is read to its end and not closed. The default
   * implementation holds the whole content in memory; override it if the algorithm works in pieces.
   */
  default byte[] digest(InputStream content) throws IOException {
    return digest(content.readAllBytes());
  }
}
