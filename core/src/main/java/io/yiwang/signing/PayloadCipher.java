package io.yiwang.signing;

import java.security.GeneralSecurityException;
import java.util.Set;

/**
 * Encrypts the sensitive payload of intents, and digests whose they are, under keys the application
 * gives. Implementations are thread-safe.
 */
public interface PayloadCipher {
  /** Returns the key that {@link #encrypt} uses now; stored beside what it encrypted. */
  String keyId();

  /** Returns every key that this cipher knows: the one in use now, older ones, perhaps the next. */
  Set<String> keyIds();

  /**
   * Encrypts.
   *
   * @param associated authenticated along with it: which intent it belongs to
   */
  byte[] encrypt(byte[] plain, byte[] associated) throws GeneralSecurityException;

  /**
   * Decrypts what was encrypted under that key, the one in use now or an older one.
   *
   * @throws GeneralSecurityException if the key is not known, or anything was changed
   */
  byte[] decrypt(String keyId, byte[] encrypted, byte[] associated) throws GeneralSecurityException;

  /**
   * Gives a digest under a key, for texts that are compared only: the same for the same text and
   * key, and not to be found by trying all texts without the key.
   *
   * @param text not longer than some dozens of bytes
   * @return 24 bytes or more, such as an HMAC's
   * @throws GeneralSecurityException if the key is not known
   */
  byte[] digest(String keyId, byte[] text) throws GeneralSecurityException;
}
