package io.yiwang.internal.shared;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Encrypts with a block cipher in GCM under one key, and decrypts under older keys as well. The
 * output is a random 12-byte IV, the ciphertext and the 16-byte tag. Thread-safe. Rotate a key
 * before it has encrypted 2^32 texts.
 *
 * @see "NIST SP 800-38D"
 */
public final class GcmCipher {
  /** Provides a block cipher in GCM and an HMAC. */
  public interface Algorithm {
    /**
     * Encrypts, appending the tag, or decrypts.
     *
     * @param key the key, which the caller zeroes afterwards
     * @throws GeneralSecurityException if the authentication tag does not match
     */
    byte[] gcm(boolean encrypts, byte[] key, byte[] iv, byte[] associated, byte[] in)
        throws GeneralSecurityException;

    /** Computes an HMAC. */
    byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException;
  }

  private static final int IV_BYTES = 12;
  private static final byte[] DIGESTS = "yiwang journal digests".getBytes(US_ASCII);

  private final Algorithm algorithm;
  private final String keyId;
  private final Map<String, byte[]> keys;
  private boolean destroyed;
  private final SecureRandom random = new SecureRandom();

  /**
   * Copies the keys, whose lengths the caller has checked.
   *
   * @param older the older keys by id
   */
  public GcmCipher(Algorithm algorithm, String keyId, byte[] key, Map<String, byte[]> older) {
    this.algorithm = algorithm;
    this.keyId = Id.check(keyId, "key id");
    keys = new HashMap<>();
    older.forEach((id, old) -> keys.put(Id.check(id, "key id"), old.clone()));
    keys.put(keyId, key.clone());
  }

  /** Returns the id of the key that encrypts. */
  public String keyId() {
    return keyId;
  }

  /** Returns the ids of all keys that decrypt. */
  public Set<String> keyIds() {
    return Set.copyOf(keys.keySet());
  }

  /** Computes the keyed digest of a text under the key with that id. */
  public byte[] digest(String id, byte[] text) throws GeneralSecurityException {
    byte[] key = key(id);
    byte[] own = {};
    try {
      // A derived key, because no key may serve two algorithms.
      own = algorithm.hmac(key, DIGESTS);
      return algorithm.hmac(own, text);
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(own, (byte) 0);
    }
  }

  /** Encrypts under the newest key. */
  public byte[] encrypt(byte[] plain, byte[] associated) throws GeneralSecurityException {
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(iv);
    byte[] text = gcm(true, keyId, iv, associated, plain);
    byte[] sealed = Arrays.copyOf(iv, IV_BYTES + text.length);
    System.arraycopy(text, 0, sealed, IV_BYTES, text.length);
    return sealed;
  }

  /** Decrypts under the key with that id. */
  public byte[] decrypt(String id, byte[] encrypted, byte[] associated)
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
      return algorithm.gcm(encrypts, key, iv, associated, in);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Returns a copy of a key, which is never half-zeroed. */
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

  /**
   * Zeroes the keys; encrypting and decrypting throw {@link IllegalStateException} from then on.
   */
  public synchronized void destroy() {
    destroyed = true;
    keys.values().forEach(key -> Arrays.fill(key, (byte) 0));
  }

  /** Returns whether the keys have been zeroed. */
  public synchronized boolean isDestroyed() {
    return destroyed;
  }
}
