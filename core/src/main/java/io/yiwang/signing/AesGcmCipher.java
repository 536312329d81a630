package io.yiwang.signing;

import java.security.GeneralSecurityException;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM on the JDK. Thread-safe.
 *
 * @see "NIST SP 800-38D"
 */
public final class AesGcmCipher extends GcmCipher {
  /**
   * Encrypts and decrypts under one key.
   *
   * @param keyId 1 to 64 of {@code [A-Za-z0-9._-]}, never given to another key
   * @param key 32 bytes, or 16; copied
   */
  public AesGcmCipher(String keyId, byte[] key) {
    this(keyId, key, Map.of());
  }

  /**
   * Encrypts under one key and decrypts under older ones too.
   *
   * @param older from key id to key
   */
  public AesGcmCipher(String keyId, byte[] key, Map<String, byte[]> older) {
    super(keyId, key, older);
    check(key);
    older.values().forEach(AesGcmCipher::check);
  }

  private static void check(byte[] key) {
    if (key.length != 32 && key.length != 16) {
      throw new IllegalArgumentException("an AES key must have 32 or 16 bytes, got " + key.length);
    }
  }

  @Override
  protected byte[] gcm(boolean encrypts, byte[] key, byte[] iv, byte[] associated, byte[] in)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        encrypts ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
        new SecretKeySpec(key, "AES"),
        new GCMParameterSpec(128, iv));
    cipher.updateAAD(associated);
    return cipher.doFinal(in);
  }
}
