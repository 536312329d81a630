package io.yiwang.signing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.internal.shared.Id;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals with AES-256-GCM under RSA-OAEP with SHA-256 ({@code rsa-oaep-256-a256gcm}). Thread-safe.
 *
 * @see "IGS/1 section 2.6"
 */
public final class RsaSealer implements Sealer {
  private final String keyId;
  private final RSAPublicKey key;
  private final SecureRandom random;

  /** Makes a sealer for one encryption key of the gateway, which must have 2048 bits or more. */
  public RsaSealer(String keyId, RSAPublicKey key) {
    this(keyId, key, new SecureRandom());
  }

  RsaSealer(String keyId, RSAPublicKey key, SecureRandom random) {
    this.random = random;
    this.keyId = Id.check(keyId, "key id");
    if (key.getModulus().bitLength() < 2048) {
      throw new IllegalArgumentException(
          "an RSA sealing key must have 2048 bits or more, got " + key.getModulus().bitLength());
    }
    this.key = key;
  }

  @Override
  public Sealed seal(String text, String pointer) throws GeneralSecurityException {
    byte[] contentKey = new byte[RsaSealing.KEY_BYTES];
    byte[] iv = new byte[RsaSealing.IV_BYTES];
    random.nextBytes(contentKey);
    random.nextBytes(iv);
    Cipher wrapping = Cipher.getInstance(RsaSealing.WRAPPING);
    wrapping.init(Cipher.ENCRYPT_MODE, key, RsaSealing.OAEP, random);
    Cipher content = Cipher.getInstance(RsaSealing.CONTENT);
    content.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(contentKey, "AES"),
        new GCMParameterSpec(RsaSealing.TAG_BYTES * 8, iv));
    content.updateAAD(pointer.getBytes(UTF_8));
    byte[] sealed = content.doFinal(text.getBytes(UTF_8));
    byte[] wrapped = wrapping.doFinal(contentKey);
    Arrays.fill(contentKey, (byte) 0);
    int end = sealed.length - RsaSealing.TAG_BYTES;
    Base64.Encoder base64 = Base64.getEncoder();
    return new Sealed(
        keyId,
        RsaSealing.ALGORITHM,
        base64.encodeToString(wrapped),
        base64.encodeToString(iv),
        base64.encodeToString(Arrays.copyOf(sealed, end)),
        base64.encodeToString(Arrays.copyOfRange(sealed, end, sealed.length)));
  }

  @Override
  public String toString() {
    return RsaSealing.ALGORITHM + " sealer " + keyId;
  }
}
