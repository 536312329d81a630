package io.yiwang.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.yiwang.internal.shared.Id;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.Destroyable;

/**
 * A block cipher in GCM: a random 12-byte IV, the ciphertext, the 16-byte tag. Thread-safe. A key
 * is good for 2^32 intents; rotate it before.
 *
 * @see "NIST SP 800-38D"
 */
public abstract class GcmCipher implements PayloadCipher, Destroyable {
  private static final int IV_BYTES = 12;
  private static final byte[] DIGESTS = "yiwang journal digests".getBytes(US_ASCII);

  private final String keyId;
  private final Map<String, byte[]> keys;
  private boolean destroyed;
  private final SecureRandom random = new SecureRandom();

  /** Holds copies of the keys; the algorithm checks that they are of a length it can use. */
  protected GcmCipher(String keyId, byte[] key, Map<String, byte[]> older) {
    this.keyId = Id.check(keyId, "key id");
    keys = new HashMap<>();
    older.forEach((id, old) -> keys.put(Id.check(id, "key id"), old.clone()));
    keys.put(keyId, key.clone());
  }

  /**
   * Encrypts, the tag after the text, or the other way round.
   *
   * @param key zeroed when this returns
   * @throws GeneralSecurityException if the tag does not hold
   */
  protected abstract byte[] gcm(
      boolean encrypts, byte[] key, byte[] iv, byte[] associated, byte[] in)
      throws GeneralSecurityException;

  @Override
  public final String keyId() {
    return keyId;
  }

  @Override
  public final Set<String> keyIds() {
    return Set.copyOf(keys.keySet());
  }

  @Override
  public final byte[] digest(String id, byte[] text) throws GeneralSecurityException {
    byte[] key = key(id);
    byte[] own = {};
    try {
      // A key of its own: no key serves two algorithms.
      own = mac(key, DIGESTS);
      return mac(own, text);
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(own, (byte) 0);
    }
  }

  /** Gives an HMAC; by SHA-256 where the algorithm has no hash of its own. */
  protected byte[] mac(byte[] key, byte[] text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text);
  }

  @Override
  public final byte[] encrypt(byte[] plain, byte[] associated) throws GeneralSecurityException {
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(iv);
    byte[] text = gcm(true, keyId, iv, associated, plain);
    byte[] sealed = Arrays.copyOf(iv, IV_BYTES + text.length);
    System.arraycopy(text, 0, sealed, IV_BYTES, text.length);
    return sealed;
  }

  @Override
  public final byte[] decrypt(String id, byte[] encrypted, byte[] associated)
      throws GeneralSecurityException {
    if (encrypted.length < IV_BYTES) {
      throw new GeneralSecurityException("too short to hold an IV");
    }
    byte[] iv = Arrays.copyOf(encrypted, IV_BYTES);
    byte[] text = Arrays.copyOfRange(encrypted, IV_BYTES, encrypted.length);
    return gcm(false, id, iv, associated, text);
  }

  private byte[] gcm(boolean encrypts, String id, byte[] iv, byte[] associated, byte[] in)
      throws GeneralSecurityException {
    byte[] key = key(id);
    try {
      return gcm(encrypts, key, iv, associated, in);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Never a half-zeroed one. */
  private synchronized byte[] key(String id) throws InvalidKeyException {
    if (destroyed) {
      throw new IllegalStateException("the keys were destroyed");
    }
    byte[] key = keys.get(id);
    if (key == null) {
      throw new InvalidKeyException("no key of that id was given");
    }
    return key.clone();
  }

  /** Zeroes the keys; whoever encrypts or decrypts gets {@link IllegalStateException} then. */
  @Override
  public final synchronized void destroy() {
    destroyed = true;
    keys.values().forEach(key -> Arrays.fill(key, (byte) 0));
  }

  @Override
  public final synchronized boolean isDestroyed() {
    return destroyed;
  }

  /** The id of the key alone. */
  @Override
  public final String toString() {
    return getClass().getSimpleName() + "[" + keyId + "]";
  }
}
