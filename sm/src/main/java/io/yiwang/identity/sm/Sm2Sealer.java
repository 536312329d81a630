package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.internal.shared.Id;
import io.yiwang.signing.Sealed;
import io.yiwang.signing.Sealer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.bouncycastle.crypto.InvalidCipherTextException;

/**
 * Seals with SM4-GCM under SM2 encryption ({@code sm2-sm4-gcm}); {@code ek} is {@code C1 C3 C2}
 * with a leading 04, 113 bytes. Thread-safe.
 *
 * @see "IGS/1 section 2.6; GB/T 32918.4-2016; GB/T 32907-2016; RFC 8998"
 */
public final class Sm2Sealer implements Sealer {
  private final String keyId;
  private final Sm2PublicKey key;
  private final Sm2Multiples multiples;
  private final Sm2Provider provider;
  private final Sm2Nonces nonces = new Sm2Nonces();
  private final SecureRandom random = new SecureRandom();

  /** Makes a sealer for one encryption key of the gateway. */
  public Sm2Sealer(String keyId, Sm2PublicKey key) {
    this(keyId, key, Sm2Provider.BUILT_IN);
  }

  /** Makes a sealer that uses a given implementation of SM2. */
  public Sm2Sealer(String keyId, Sm2PublicKey key, Sm2Provider provider) {
    this.keyId = Id.check(keyId, "key id");
    this.key = key;
    this.multiples = new Sm2Multiples(key.point());
    this.provider = Objects.requireNonNull(provider, "provider");
  }

  @Override
  public Sealed seal(String text, String pointer) throws GeneralSecurityException {
    return new Session().seal(text, pointer);
  }

  @Override
  public Sealer newSession() {
    return new Session();
  }

  private byte[] wrap(byte[] contentKey) {
    return provider == Sm2Provider.BUILT_IN
        ? Sm2Sealing.wrap(multiples, contentKey, nonces)
        : BouncyCastleSm2.wrap(key, contentKey);
  }

  /** Seals the members of one body with one content key, which is wrapped once. */
  private final class Session implements Sealer {
    private final byte[] contentKey = new byte[Sm2Sealing.KEY_BYTES];
    private final String wrapped;

    Session() {
      random.nextBytes(contentKey);
      wrapped = Base64.getEncoder().encodeToString(wrap(contentKey));
    }

    @Override
    public Sealed seal(String text, String pointer) throws GeneralSecurityException {
      byte[] iv = new byte[Sm2Sealing.IV_BYTES];
      random.nextBytes(iv);
      byte[] sealed;
      try {
        sealed =
            Sm2Sealing.content(true, contentKey, iv, pointer.getBytes(UTF_8), text.getBytes(UTF_8));
      } catch (InvalidCipherTextException e) {
        throw new GeneralSecurityException("sealing failed", e);
      }
      int end = sealed.length - Sm2Sealing.TAG_BYTES;
      Base64.Encoder base64 = Base64.getEncoder();
      return new Sealed(
          keyId,
          Sm2Sealing.ALGORITHM,
          wrapped,
          base64.encodeToString(iv),
          base64.encodeToString(Arrays.copyOf(sealed, end)),
          base64.encodeToString(Arrays.copyOfRange(sealed, end, sealed.length)));
    }
  }

  @Override
  public String toString() {
    return Sm2Sealing.ALGORITHM + " sealer " + keyId;
  }
}
