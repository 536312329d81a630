package io.yiwang.identity.sm;

import io.yiwang.internal.shared.Id;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Signer;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import javax.security.auth.Destroyable;
import org.jspecify.annotations.Nullable;

/**
 * Signs with SM2 and SM3 ({@code sm2-sm3}). A signature is {@code r} and {@code s}, each
 * zero-padded to 32 bytes, 64 bytes in all, not DER. Thread-safe; threads do not wait for each
 * other.
 *
 * <p>Create one signer per key and keep it: what depends only on the key is computed once.
 * Computations with the key or the nonce take the same steps and read the same memory whatever
 * their values; {@code docs/design/sm2.md} says how far this holds in Java.
 *
 * @see "GB/T 32918.2-2016 section 6; IGS/1 section 2.3"
 */
public final class Sm2Signer implements Signer, Destroyable {
  private static final int[] ONE = Sm2Scalar.of(BigInteger.ONE);

  private final String keyId;
  private final Sm2Scheme scheme;
  private final byte[] userId;
  private final Sm2Provider provider;

  /**
   * For the built-in implementation (1 + d)^-1 in Montgomery form, which every signature needs and
   * which reveals d; for Bouncy Castle's, d itself.
   */
  private final SecretNumber secret;

  private final Supplier<int[]> nonces;

  /** Verifies every signature before it is returned; null if that is not wanted. */
  private final @Nullable Sm2Verifier check;

  /**
   * Makes a signer under the user id {@code 1234567812345678}, known to the gateway as {@code
   * keyId}.
   */
  public Sm2Signer(String keyId, Sm2PrivateKey key) {
    this(builder(keyId, key), new Sm2Nonces());
  }

  /**
   * Makes a signer under another user id, for a peer other than an IGS/1 gateway.
   *
   * @param userId the bytes agreed with the peer, at most 8191; may be empty
   */
  public Sm2Signer(String keyId, Sm2PrivateKey key, byte[] userId) {
    this(builder(keyId, key).userId(userId), new Sm2Nonces());
  }

  /** Makes a signer that uses given nonces, to reproduce published vectors. */
  Sm2Signer(Builder parts, Supplier<int[]> nonces) {
    this.keyId = Id.check(parts.keyId, "key id");
    this.scheme = new Sm2Scheme(parts.key.publicKey(), parts.userId);
    this.userId = parts.userId;
    this.provider = parts.provider;
    int[] d = parts.key.d();
    int[] kept =
        provider == Sm2Provider.BUILT_IN ? Sm2Scalar.inverse(Sm2Scalar.plus(d, ONE)) : d.clone();
    this.secret = new SecretNumber(kept);
    Arrays.fill(d, 0);
    Arrays.fill(kept, 0);
    this.nonces = nonces;
    this.check =
        parts.verifyAfterSign
            ? new Sm2Verifier(keyId, parts.key.publicKey(), userId, provider)
            : null;
  }

  /** Returns a builder for a signer with more settings. */
  public static Builder builder(String keyId, Sm2PrivateKey key) {
    return new Builder(keyId, key);
  }

  @Override
  public String keyId() {
    return keyId;
  }

  @Override
  public String algorithm() {
    return Sm2Scheme.ALGORITHM;
  }

  @Override
  public ContentDigest digest() {
    return Sm3Digest.INSTANCE;
  }

  /**
   * Signs a message, which is not hashed beforehand.
   *
   * @throws IllegalStateException if the key was destroyed, or the signature just made does not
   *     verify ({@link Builder#verifyAfterSign}) or could not be made by Bouncy Castle
   */
  @Override
  public byte[] sign(byte[] message) {
    try {
      byte[] signature =
          provider == Sm2Provider.BUILT_IN
              ? builtIn(message)
              : BouncyCastleSm2.sign(secret, userId, message);
      if (check != null) {
        check.verify(message, signature);
      }
      return signature;
    } catch (SignatureException e) {
      // The signature itself is dropped: a wrong one can reveal the key.
      throw new IllegalStateException(
          "the SM2 signature just made does not verify and was discarded; the machine computes"
              + " wrongly or is under attack: stop using it",
          e);
    }
  }

  private byte[] builtIn(byte[] message) {
    int[] e = scheme.digest(message);
    int[] inverse = secret.value();
    try {
      while (true) {
        int[] k = nonces.get();
        int[] r = Sm2Scalar.plus(e, Sm2Scheme.x(Sm2Multiples.OF_G.multiplySecret(k)));
        int[] sum = Sm2Scalar.plus(r, k);
        // This is (k - r·d) / (1 + d), written so that the secret is multiplied only once.
        int[] s = Sm2Scalar.minus(Sm2Scalar.multiply(sum, inverse), r);
        // r + k = 0 would reveal k, and with it the key.
        boolean again = Sm2Scalar.isZero(r) || Sm2Scalar.isZero(sum) || Sm2Scalar.isZero(s);
        Arrays.fill(k, 0);
        Arrays.fill(sum, 0);
        if (!again) {
          return Sm2Scheme.join(r, s);
        }
      }
    } finally {
      Arrays.fill(inverse, 0);
    }
  }

  /** Zeroes the key; {@link #sign} throws {@link IllegalStateException} from then on. */
  @Override
  public void destroy() {
    secret.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return secret.isDestroyed();
  }

  @Override
  public String toString() {
    return Sm2Scheme.ALGORITHM + " signer " + keyId;
  }

  /** Collects the settings of a signer. */
  public static final class Builder {
    private final String keyId;
    private final Sm2PrivateKey key;
    private byte[] userId = Sm2Scheme.DEFAULT_USER_ID;
    private Sm2Provider provider = Sm2Provider.BUILT_IN;
    private boolean verifyAfterSign;

    private Builder(String keyId, Sm2PrivateKey key) {
      this.keyId = keyId;
      this.key = key;
    }

    /**
     * Sets the user id agreed with the peer, at most 8191 bytes; {@code 1234567812345678} by
     * default.
     */
    public Builder userId(byte[] userId) {
      this.userId = userId.clone();
      return this;
    }

    /** Sets the implementation of SM2; {@link Sm2Provider#BUILT_IN} by default. */
    public Builder provider(Sm2Provider provider) {
      this.provider = Objects.requireNonNull(provider, "provider");
      return this;
    }

    /**
     * Sets whether each signature is verified before it is returned, as a defence against hardware
     * faults, accidental or provoked. Off by default, since signing takes more than twice as long
     * with it.
     */
    public Builder verifyAfterSign(boolean verifyAfterSign) {
      this.verifyAfterSign = verifyAfterSign;
      return this;
    }

    /**
     * Builds the signer.
     *
     * @throws IllegalArgumentException if the key id or the user id is invalid
     * @throws IllegalStateException if the key was destroyed
     */
    public Sm2Signer build() {
      return new Sm2Signer(this, new Sm2Nonces());
    }
  }
}
