package io.yiwang.identity.sm;

import io.yiwang.internal.shared.Id;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Verifier;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Verifies SM2 with SM3 ({@code sm2-sm3}). A signature is {@code r} and {@code s} in 64 bytes, not
 * DER. Thread-safe; threads do not wait for each other.
 *
 * <p>Create one verifier per key and keep it: it computes multiples of the key once, and holds 170
 * KB of them from its fiftieth signature on.
 *
 * @see "GB/T 32918.2-2016 section 7; IGS/1 section 2.3"
 */
public final class Sm2Verifier implements Verifier {
  private final String keyId;
  private final Sm2Scheme scheme;
  private final Sm2Multiples multiples;
  private final Sm2PublicKey key;
  private final byte[] userId;
  private final Sm2Provider provider;

  /**
   * Makes a verifier under the user id {@code 1234567812345678} for a key that its owner calls
   * {@code keyId}.
   */
  public Sm2Verifier(String keyId, Sm2PublicKey key) {
    this(keyId, key, Sm2Scheme.DEFAULT_USER_ID);
  }

  /**
   * Makes a verifier under another user id, for a peer other than an IGS/1 gateway.
   *
   * @param userId the bytes agreed with the peer, at most 8191; may be empty
   */
  public Sm2Verifier(String keyId, Sm2PublicKey key, byte[] userId) {
    this(keyId, key, userId, Sm2Provider.BUILT_IN);
  }

  /**
   * Makes a verifier under the user id {@code 1234567812345678} that uses a given implementation of
   * SM2.
   */
  public Sm2Verifier(String keyId, Sm2PublicKey key, Sm2Provider provider) {
    this(keyId, key, Sm2Scheme.DEFAULT_USER_ID, provider);
  }

  /** Makes a verifier under another user id that uses a given implementation of SM2. */
  public Sm2Verifier(String keyId, Sm2PublicKey key, byte[] userId, Sm2Provider provider) {
    this.keyId = Id.check(keyId, "key id");
    this.scheme = new Sm2Scheme(key, userId);
    this.multiples = new Sm2Multiples(key.point());
    this.key = key;
    this.userId = userId.clone();
    this.provider = Objects.requireNonNull(provider, "provider");
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
  public void verify(byte[] message, byte[] signature) throws SignatureException {
    if (signature.length != Sm2Scheme.SIGNATURE_BYTES) {
      throw new SignatureException(
          "an sm2-sm3 signature must be 64 bytes, got " + signature.length);
    }
    int[] r = Sm2Scalar.read(signature, 0);
    int[] s = Sm2Scalar.read(signature, Sm2Curve.NUMBER_BYTES);
    if (!Sm2Scalar.isInRange(r) || !Sm2Scalar.isInRange(s)) {
      throw new SignatureException("r and s of an sm2-sm3 signature must be from 1 to n-1");
    }
    int[] t = Sm2Scalar.plus(r, s);
    if (Sm2Scalar.isZero(t)) {
      throw new SignatureException("r + s of an sm2-sm3 signature must not be 0 modulo n");
    }
    boolean isGood =
        provider == Sm2Provider.BUILT_IN
            ? isGood(message, r, s, t)
            : BouncyCastleSm2.verify(key, userId, message, signature);
    if (!isGood) {
      throw new SignatureException("the signature does not verify");
    }
  }

  private boolean isGood(byte[] message, int[] r, int[] s, int[] t) {
    Sm2PointAccumulator sum = Sm2Multiples.OF_G.multiplyPublic(s);
    sum.add(multiples.multiplyPublic(t));
    byte[] point = sum.encoded();
    boolean isFinite = point[0] != 0;
    int[] expected = Sm2Scalar.plus(scheme.digest(message), Sm2Scheme.x(point));
    return isFinite && Arrays.equals(expected, r);
  }

  @Override
  public String toString() {
    return Sm2Scheme.ALGORITHM + " verifier " + keyId;
  }
}
