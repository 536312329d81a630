package io.yiwang.identity.sm;

import io.yiwang.internal.shared.GcmCipher;
import io.yiwang.signing.PayloadCipher;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Set;
import javax.security.auth.Destroyable;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Encrypts with SM4-GCM, for journals that must use the SM algorithms at rest as well. Thread-safe.
 *
 * @see "GB/T 32907-2016, GB/T 17964-2021, RFC 8998 section 3.2.1"
 */
public final class Sm4GcmCipher implements PayloadCipher, Destroyable {
  private final GcmCipher cipher;

  /**
   * Encrypts and decrypts under one key.
   *
   * @param keyId 1 to 64 of {@code [A-Za-z0-9._-]}; never use it for another key
   * @param key 16 bytes, which are copied
   */
  public Sm4GcmCipher(String keyId, byte[] key) {
    this(keyId, key, Map.of());
  }

  /**
   * Encrypts under one key, and decrypts under older keys as well.
   *
   * @param older the older keys by id
   */
  public Sm4GcmCipher(String keyId, byte[] key, Map<String, byte[]> older) {
    check(key);
    older.values().forEach(Sm4GcmCipher::check);
    cipher = new GcmCipher(new Gcm(), keyId, key, older);
  }

  private static void check(byte[] key) {
    if (key.length != 16) {
      throw new IllegalArgumentException("an SM4 key must have 16 bytes, got " + key.length);
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
    return "Sm4GcmCipher[" + keyId() + "]";
  }

  static final class Gcm implements GcmCipher.Algorithm {
    @Override
    public byte[] gcm(boolean encrypts, byte[] key, byte[] iv, byte[] associated, byte[] in)
        throws GeneralSecurityException {
      try {
        return Sm2Sealing.content(encrypts, key, iv, associated, in);
      } catch (InvalidCipherTextException e) {
        throw new GeneralSecurityException("the authentication tag does not match");
      }
    }

    @Override
    public byte[] hmac(byte[] key, byte[] text) {
      HMac mac = new HMac(new SM3Digest());
      mac.init(new KeyParameter(key));
      mac.update(text, 0, text.length);
      byte[] value = new byte[mac.getMacSize()];
      mac.doFinal(value, 0);
      return value;
    }
  }
}
