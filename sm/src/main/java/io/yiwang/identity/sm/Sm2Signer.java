package io.yiwang.identity.sm;

import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Signer;
import io.yiwang.value.Id;
import java.math.BigInteger;
import java.util.function.Supplier;
import javax.security.auth.Destroyable;

/**
 * Signs with SM2 and SM3: {@code sm2-sm3}, a signature is {@code r} and {@code s}, each 32 bytes,
 * zero-padded, 64 together, not DER. Thread-safe; threads do not wait for each other.
 *
 * <p>Make one signer for a key and keep it: what depends on the key alone is computed once. A
 * multiple of G is worked out by the same steps, reading the same places, whatever the secret
 * number; the platform's big integers, which the last step uses, do not promise the same time for
 * every value.
 *
 * @see "GB/T 32918.2-2016 section 6; IGS/1 section 2.3"
 */
public final class Sm2Signer implements Signer, Destroyable {
  private final String keyId;
  private final Sm2Scheme scheme;

  /** (1 + d)^-1, which every signature needs, and which gives d away. */
  private final SecretNumber inverse;

  private final Supplier<BigInteger> nonces;

  /** A signer under the user id {@code 1234567812345678}, known to the gateway as {@code keyId}. */
  public Sm2Signer(String keyId, Sm2PrivateKey key) {
    this(keyId, key, Sm2Scheme.DEFAULT_USER_ID);
  }

  /**
   * A signer under another user id, for a peer other than an IGS/1 gateway.
   *
   * @param userId the bytes the peer agreed to, at most 8191; may be empty
   */
  public Sm2Signer(String keyId, Sm2PrivateKey key, byte[] userId) {
    this(keyId, key, userId, new Sm2Nonces());
  }

  /** With given k, to reproduce published vectors. */
  Sm2Signer(String keyId, Sm2PrivateKey key, byte[] userId, Supplier<BigInteger> nonces) {
    this.keyId = Id.check(keyId, "key id");
    this.scheme = new Sm2Scheme(key.publicKey(), userId);
    this.inverse = new SecretNumber(key.d().add(BigInteger.ONE).modInverse(Sm2Curve.N));
    this.nonces = nonces;
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

  @Override
  public byte[] sign(byte[] message) {
    BigInteger n = Sm2Curve.N;
    BigInteger e = scheme.digest(message);
    BigInteger secret = inverse.value();
    while (true) {
      BigInteger k = nonces.get();
      BigInteger x = Sm2Multiples.OF_G.multiplySecret(k).x();
      BigInteger r = e.add(x).mod(n);
      BigInteger rPlusK = r.add(k);
      if (r.signum() == 0 || rPlusK.equals(n)) {
        continue;
      }
      // (k - r·d) / (1 + d), written so that the secret is multiplied once.
      BigInteger s = rPlusK.multiply(secret).subtract(r).mod(n);
      if (s.signum() != 0) {
        return Sm2Scheme.join(r, s);
      }
    }
  }

  /** Zeroes the key; {@link #sign} throws {@link IllegalStateException} from then on. */
  @Override
  public void destroy() {
    inverse.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return inverse.isDestroyed();
  }

  @Override
  public String toString() {
    return Sm2Scheme.ALGORITHM + " signer " + keyId;
  }
}
