package io.yiwang.signing;

import java.security.GeneralSecurityException;

/**
 * Encrypts personal data for one key of the gateway. Implementations are thread-safe.
 *
 * @see "IGS/1 section 2.6"
 */
public interface Sealer {
  /**
   * Seals a text so that it opens only with the gateway's key and only in the same place.
   *
   * @param pointer the JSON Pointer of the member that carries it, such as {@code /proof/value};
   *     bound as additional data, so that a sealed value moved to another member does not open
   */
  Sealed seal(String text, String pointer) throws GeneralSecurityException;

  /**
   * Returns a sealer for the members of one body, used by one thread. Where wrapping a key is what
   * costs, it may wrap one for all of them: they go to the same place together, each under an own
   * initialisation vector.
   */
  default Sealer newSession() {
    return this;
  }
}
