package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.internal.shared.Id;
import io.yiwang.signing.Sealed;
import io.yiwang.signing.Unsealer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import javax.security.auth.Destroyable;
import org.bouncycastle.crypto.InvalidCipherTextException;

/**
 * Opens values that {@link Sm2Sealer} has sealed. Thread-safe.
 *
 * @see "IGS/1 section 2.6; GB/T 32918.4-2016"
 */
public final class Sm2Unsealer implements Unsealer, Destroyable {
  private final String keyId;
  private final SecretNumber key;
  private final Sm2Provider provider;

  /** Makes an unsealer with the private half of the key {@code keyId}. */
  public Sm2Unsealer(String keyId, Sm2PrivateKey key) {
    this(keyId, key, Sm2Provider.BUILT_IN);
  }

  /** Makes an unsealer that uses a given implementation of SM2. */
  public Sm2Unsealer(String keyId, Sm2PrivateKey key, Sm2Provider provider) {
    this.keyId = Id.check(keyId, "key id");
    int[] d = key.d();
    this.key = new SecretNumber(d);
    Arrays.fill(d, 0);
    this.provider = Objects.requireNonNull(provider, "provider");
  }

  @Override
  public String keyId() {
    return keyId;
  }

  @Override
  public String open(Sealed sealed, String pointer) throws GeneralSecurityException {
    if (!sealed.kid().equals(keyId) || !sealed.alg().equals(Sm2Sealing.ALGORITHM)) {
      throw new GeneralSecurityException("sealed for another key or algorithm");
    }
    byte[] wrapped = part(sealed.ek(), "ek");
    byte[] iv = part(sealed.iv(), "iv");
    byte[] ct = part(sealed.ct(), "ct");
    byte[] tag = part(sealed.tag(), "tag");
    if (wrapped.length != Sm2Sealing.WRAPPED_BYTES || wrapped[0] != 4) {
      throw new GeneralSecurityException(
          "ek must be C1C3C2 with the leading 04, 113 bytes, got " + wrapped.length);
    }
    if (iv.length != Sm2Sealing.IV_BYTES || tag.length != Sm2Sealing.TAG_BYTES) {
      throw new GeneralSecurityException(
          "iv must be 12 bytes and tag 16, got " + iv.length + " and " + tag.length);
    }
    byte[] sealedText = Arrays.copyOf(ct, ct.length + tag.length);
    System.arraycopy(tag, 0, sealedText, ct.length, tag.length);
    int[] secret = key.value();
    byte[] contentKey = new byte[0];
    try {
      contentKey =
          provider == Sm2Provider.BUILT_IN
              ? Sm2Sealing.unwrap(secret, wrapped)
              : BouncyCastleSm2.unwrap(key, wrapped);
      byte[] additional = pointer.getBytes(UTF_8);
      return new String(Sm2Sealing.content(false, contentKey, iv, additional, sealedText), UTF_8);
    } catch (InvalidKeyException | InvalidCipherTextException | RuntimeException e) {
      // The same message for every failure, without the cause: only an attacker would profit from
      // knowing which check failed.
      throw new GeneralSecurityException("the sealed value cannot be opened");
    } finally {
      Arrays.fill(secret, 0);
      Arrays.fill(contentKey, (byte) 0);
    }
  }

  private static byte[] part(String base64, String name) throws GeneralSecurityException {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(name + " of the sealed value is not base64");
    }
  }

  /** Zeroes the key; {@link #open} throws {@link IllegalStateException} from then on. */
  @Override
  public void destroy() {
    key.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return key.isDestroyed();
  }

  @Override
  public String toString() {
    return Sm2Sealing.ALGORITHM + " unsealer " + keyId;
  }
}
