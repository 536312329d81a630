package io.yiwang.signing;

import java.security.GeneralSecurityException;

/**
 * Verifies signatures of one key under one scheme. The scheme comes from the key, never from the
 * message. Implementations are thread-safe.
 *
 * @see "IGS/1 section 2.3"
 */
public interface Verifier {
  /** Returns the id of this verifier's key. */
  String keyId();

  /** Returns the value of {@code alg} in RFC 9421; a message that names another is refused. */
  String algorithm();

  /** Returns the digest for the scheme. */
  ContentDigest digest();

  /**
   * Returns normally only if {@code signature} is valid for {@code message}.
   *
   * @throws java.security.SignatureException if it is not, whatever the reason
   */
  void verify(byte[] message, byte[] signature) throws GeneralSecurityException;
}
