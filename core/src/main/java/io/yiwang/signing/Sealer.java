package io.yiwang.signing;

import java.security.GeneralSecurityException;

/**
 * Encrypts personal data for one key of the gateway. Implementations are thread-safe.
 *
 * @see "IGS/1 section 2.6"
 */
public interface Sealer {
  /**
   * Seals a text so that it can be opened only with the gateway's key and only in the same place.
   *
   * @param pointer the JSON Pointer of the member that carries it, such as {@code /proof/value}; it
   *     is authenticated, so that a sealed value that is moved to another member cannot be opened
   */
  Sealed seal(String text, String pointer) throws GeneralSecurityException;

  /**
   * Returns a sealer for the members of one body, for use by one thread. It may wrap one content
   * key for all of them if wrapping is expensive: they go to the same place together, each with its
   * own initialisation vector.
   */
  default Sealer newSession() {
    return this;
  }
}
