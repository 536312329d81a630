package io.yiwang.signing;

import io.yiwang.internal.shared.GcmCipher;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.Destroyable;

/**
 * Encrypts with AES-GCM from the JDK. Thread-safe.
 *
 * @see "NIST SP 800-38D"
 */
public final class AesGcmCipher implements PayloadCipher, Destroyable {
  private final GcmCipher cipher;

  /**
   * Encrypts and decrypts under one key.
   *
   * @param keyId 1 to 64 of {@code [A-Za-z0-9._-]}; never use it for another key
   * @param key 32 or 16 bytes, which are copied
   */
  public AesGcmCipher(String keyId, byte[] key) {
    this(keyId, key, Map.of());
  }

  /**
   * Encrypts under one key, and decrypts under older keys as well.
   *
   * @param older the older keys by id
   */
  public AesGcmCipher(String keyId, byte[] key, Map<String, byte[]> older) {
    check(key);
    older.values().forEach(AesGcmCipher::check);
    cipher = new GcmCipher(new Gcm(), keyId, key, older);
  }

  private static void check(byte[] key) {
    if (key.length != 32 && key.length != 16) {
      throw new IllegalArgumentException("an AES key must have 32 or 16 bytes, got " + key.length);
    }
  }

  @Override
  public String keyId() {
    return cipher.keyId();
  }

  @Override
  public Set<String> keyIds() {
    return cipher.keyIds();
  }

  @Override
  public byte[] digest(String id, byte[] text) throws GeneralSecurityException {
    return cipher.digest(id, text);
  }

  @Override
  public byte[] encrypt(byte[] plain, byte[] associated) throws GeneralSecurityException {
    return cipher.encrypt(plain, associated);
  }

  @Override
  public byte[] decrypt(String id, byte[] encrypted, byte[] associated)
      throws GeneralSecurityException {
    return cipher.decrypt(id, encrypted, associated);
  }

  /**
   * Zeroes the keys; encrypting and decrypting throw {@link IllegalStateException} from then on.
   */
  @Override
  public void destroy() {
    cipher.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return cipher.isDestroyed();
  }

  /** Returns only the name of the class and the id of the key. */
  @Override
  public String toString() {
    return "AesGcmCipher[" + keyId() + "]";
  }

  private static final class Gcm implements GcmCipher.Algorithm {
    @Override
    public byte[] gcm(boolean encrypts, byte[] key, byte[] iv, byte[] associated, byte[] in)
        throws GeneralSecurityException {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          encrypts ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(128, iv));
      cipher.updateAAD(associated);
      return cipher.doFinal(in);
    }

    @Override
    public byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    }
  }
}
