package io.yiwang.signing;

import java.security.GeneralSecurityException;

/**
 * Opens what a {@link Sealer} sealed for its key. A platform needs one only where it plays the
 * gateway, as in tests. Implementations are thread-safe.
 *
 * @see "IGS/1 section 2.6"
 */
public interface Unsealer {
  /** Returns the id of the key that this opener has. */
  String keyId();

  /**
   * Opens a sealed value.
   *
   * @param pointer the JSON Pointer of the member in which it was found
   * @throws GeneralSecurityException if it was sealed for another key, moved, or changed
   */
  String open(Sealed sealed, String pointer) throws GeneralSecurityException;
}
