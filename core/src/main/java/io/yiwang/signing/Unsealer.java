package io.yiwang.signing;

import java.security.GeneralSecurityException;

/**
 * Opens values that a {@link Sealer} has sealed for its key. A platform needs one only to act as a
 * gateway, as in tests. Implementations are thread-safe.
 *
 * @see "IGS/1 section 2.6"
 */
public interface Unsealer {
  /** Returns the id of this unsealer's key. */
  String keyId();

  /**
   * Opens a sealed value.
   *
   * @param pointer the JSON Pointer of the member in which it was found
   * @throws GeneralSecurityException if it was sealed for another key, or moved to another member,
   *     or changed
   */
  String open(Sealed sealed, String pointer) throws GeneralSecurityException;
}
