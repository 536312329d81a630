package io.yiwang.journal;

import io.yiwang.value.Id;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.Destroyable;

/**
 * AES-GCM on the JDK: a random 12-byte IV, the ciphertext, the 16-byte tag. Thread-safe. A key is
 * good for 2^32 intents; rotate it before.
 *
 * @see "NIST SP 800-38D"
 */
public final class AesGcmCipher implements PayloadCipher, Destroyable {
  private static final int IV_BYTES = 12;

  private final String keyId;
  private final Map<String, byte[]> keys;
  private boolean destroyed;
  private final SecureRandom random = new SecureRandom();

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
    this.keyId = Id.check(keyId, "key id");
    keys = new HashMap<>();
    older.forEach((id, old) -> keys.put(Id.check(id, "key id"), checked(old)));
    keys.put(keyId, checked(key));
  }

  private static byte[] checked(byte[] key) {
    if (key.length != 32 && key.length != 16) {
      throw new IllegalArgumentException("an AES key must have 32 or 16 bytes, got " + key.length);
    }
    return key.clone();
  }

  @Override
  public String keyId() {
    return keyId;
  }

  @Override
  public byte[] encrypt(byte[] plain, byte[] associated) throws GeneralSecurityException {
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(iv);
    Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keyId, iv, associated);
    byte[] sealed = new byte[IV_BYTES + cipher.getOutputSize(plain.length)];
    System.arraycopy(iv, 0, sealed, 0, IV_BYTES);
    cipher.doFinal(plain, 0, plain.length, sealed, IV_BYTES);
    return sealed;
  }

  @Override
  public byte[] decrypt(String id, byte[] encrypted, byte[] associated)
      throws GeneralSecurityException {
    if (encrypted.length < IV_BYTES) {
      throw new GeneralSecurityException("too short to hold an IV");
    }
    byte[] iv = Arrays.copyOf(encrypted, IV_BYTES);
    return cipher(Cipher.DECRYPT_MODE, id, iv, associated)
        .doFinal(encrypted, IV_BYTES, encrypted.length - IV_BYTES);
  }

  private Cipher cipher(int mode, String id, byte[] iv, byte[] associated)
      throws GeneralSecurityException {
    SecretKeySpec key = key(id);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(128, iv));
    cipher.updateAAD(associated);
    return cipher;
  }

  /** Never a half-zeroed one. */
  private synchronized SecretKeySpec key(String id) throws InvalidKeyException {
    if (destroyed) {
      throw new IllegalStateException("the keys were destroyed");
    }
    byte[] key = keys.get(id);
    if (key == null) {
      throw new InvalidKeyException("no key of that id was given");
    }
    return new SecretKeySpec(key, "AES");
  }

  /** Zeroes the keys; whoever encrypts or decrypts gets {@link IllegalStateException} then. */
  @Override
  public synchronized void destroy() {
    destroyed = true;
    keys.values().forEach(key -> Arrays.fill(key, (byte) 0));
  }

  @Override
  public synchronized boolean isDestroyed() {
    return destroyed;
  }

  /** The id of the key alone. */
  @Override
  public String toString() {
    return "AesGcmCipher[" + keyId + "]";
  }
}
