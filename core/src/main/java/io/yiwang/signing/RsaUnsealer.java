package io.yiwang.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.internal.shared.Id;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.Destroyable;
import org.jspecify.annotations.Nullable;

/**
 * Opens values that {@link RsaSealer} has sealed. Thread-safe.
 *
 * @see "IGS/1 section 2.6"
 */
public final class RsaUnsealer implements Unsealer, Destroyable {
  private final String keyId;
  private volatile @Nullable PrivateKey key;

  /** Makes an unsealer with the private half of the key {@code keyId}. */
  public RsaUnsealer(String keyId, PrivateKey key) {
    this.keyId = Id.check(keyId, "key id");
    this.key = key;
  }

  @Override
  public String keyId() {
    return keyId;
  }

  @Override
  public String open(Sealed sealed, String pointer) throws GeneralSecurityException {
    if (!sealed.kid().equals(keyId) || !sealed.alg().equals(RsaSealing.ALGORITHM)) {
      throw new GeneralSecurityException("sealed for another key or algorithm");
    }
    PrivateKey secret = key;
    if (secret == null) {
      throw new IllegalStateException("the key was destroyed");
    }
    try {
      Base64.Decoder base64 = Base64.getDecoder();
      byte[] ct = base64.decode(sealed.ct());
      byte[] tag = base64.decode(sealed.tag());
      if (tag.length != RsaSealing.TAG_BYTES) {
        throw new GeneralSecurityException("the tag must be 16 bytes, got " + tag.length);
      }
      Cipher wrapping = Cipher.getInstance(RsaSealing.WRAPPING);
      wrapping.init(Cipher.DECRYPT_MODE, secret, RsaSealing.OAEP);
      byte[] contentKey = wrapping.doFinal(base64.decode(sealed.ek()));
      try {
        return open(contentKey, base64.decode(sealed.iv()), ct, tag, pointer);
      } finally {
        Arrays.fill(contentKey, (byte) 0);
      }
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("a part of the sealed value is not base64");
    }
  }

  private static String open(byte[] contentKey, byte[] iv, byte[] ct, byte[] tag, String pointer)
      throws GeneralSecurityException {
    if (contentKey.length != RsaSealing.KEY_BYTES) {
      throw new GeneralSecurityException("the sealed content key must be 32 bytes");
    }
    Cipher content = Cipher.getInstance(RsaSealing.CONTENT);
    content.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(contentKey, "AES"),
        new GCMParameterSpec(RsaSealing.TAG_BYTES * 8, iv));
    content.updateAAD(pointer.getBytes(UTF_8));
    byte[] sealedText = Arrays.copyOf(ct, ct.length + tag.length);
    System.arraycopy(tag, 0, sealedText, ct.length, tag.length);
    return new String(content.doFinal(sealedText), UTF_8);
  }

  /**
   * Drops the key, so that it can be garbage-collected; {@link #open} throws {@link
   * IllegalStateException} from then on. The JDK's private keys cannot be zeroed.
   */
  @Override
  public void destroy() {
    key = null;
  }

  @Override
  public boolean isDestroyed() {
    return key == null;
  }

  @Override
  public String toString() {
    return RsaSealing.ALGORITHM + " unsealer " + keyId;
  }
}
