package io.yiwang.signing;

import java.security.GeneralSecurityException;

/**
 * Encrypts the personal part of intents, under keys the application gives. Implementations are
 * thread-safe.
 */
public interface PayloadCipher {
  /** The key that {@link #encrypt} uses now; stored beside what it encrypted. */
  String keyId();

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
}
