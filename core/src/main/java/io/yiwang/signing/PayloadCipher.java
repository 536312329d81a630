package io.yiwang.signing;

import java.security.GeneralSecurityException;
import java.util.Set;

/**
 * Encrypts the sensitive payload of intents, and computes keyed digests of their owners, under keys
 * of the application. Implementations are thread-safe.
 */
public interface PayloadCipher {
  /**
   * Returns the id of the key that {@link #encrypt} currently uses, which is stored with the
   * ciphertext.
   */
  String keyId();

  /**
   * Returns the ids of all keys of this cipher: the current one, older ones and perhaps the next.
   */
  Set<String> keyIds();

  /**
   * Encrypts a payload.
   *
   * @param associated data that is authenticated but not encrypted: the intent that the payload
   *     belongs to
   */
  byte[] encrypt(byte[] plain, byte[] associated) throws GeneralSecurityException;

  /**
   * Decrypts a payload that was encrypted under the key with that id.
   *
   * @throws GeneralSecurityException if the key is unknown, or anything was changed
   */
  byte[] decrypt(String keyId, byte[] encrypted, byte[] associated) throws GeneralSecurityException;

  /**
   * Computes a keyed digest, for texts that are only compared. It is the same for the same text and
   * key, and cannot be found by trying all texts without the key.
   *
   * @param text at most some dozens of bytes
   * @return 24 bytes or more, such as an HMAC's
   * @throws GeneralSecurityException if the key is unknown
   */
  byte[] digest(String keyId, byte[] text) throws GeneralSecurityException;
}
