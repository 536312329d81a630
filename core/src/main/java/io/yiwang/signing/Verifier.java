package io.yiwang.signing;

import java.security.GeneralSecurityException;

/**
 * Checks signatures of one key under one scheme. The scheme comes from the key, never from the
 * message. Implementations are thread-safe.
 *
 * @see "IGS/1 section 2.3"
 */
public interface Verifier {
  /** Returns the id of the key that this verifier has. */
  String keyId();

  /** Returns the RFC 9421 {@code alg} value; a message that names another is refused. */
  String algorithm();

  /** Returns the digest that goes with the scheme. */
  ContentDigest digest();

  /**
   * Returns normally only when {@code signature} is good for {@code message}.
   *
   * @throws java.security.SignatureException if it is not, whatever is wrong with it
   */
  void verify(byte[] message, byte[] signature) throws GeneralSecurityException;
}
