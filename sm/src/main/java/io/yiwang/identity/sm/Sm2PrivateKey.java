package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.jspecify.annotations.Nullable;

/**
 * Holds a private key on sm2p256v1: a number from 1 to n-2. Only the classes of this package can
 * read it; {@link SmKeys#pkcs8Pem} is the only way to export it. Immutable, except for {@link
 * #destroy}. Created by {@link SmKeys}.
 *
 * <p>Destroy it after creating signers and unsealers from it, since each of them holds its own
 * copy.
 *
 * @see "GB/T 32918.1-2016 section 6.1"
 */
public final class Sm2PrivateKey implements Destroyable {
  private static final int[] ONE = Sm2Scalar.of(BigInteger.ONE);

  private final SecretNumber d;
  private final Sm2PublicKey publicKey;

  /** Makes a key from 32 bytes, which the caller keeps. */
  Sm2PrivateKey(byte[] d) throws InvalidKeyException {
    int[] number = Sm2Scalar.read(d, 0);
    if (!Sm2Scalar.isInRange(number) || Sm2Scalar.isZero(Sm2Scalar.plus(number, ONE))) {
      throw outOfRange();
    }
    this.d = new SecretNumber(number);
    this.publicKey = new Sm2PublicKey(Sm2Point.of(Sm2Multiples.OF_G.multiplySecret(number)));
    Arrays.fill(number, 0);
  }

  /** Makes a key from a number of any size that a parser has found. */
  static Sm2PrivateKey of(BigInteger d) throws InvalidKeyException {
    if (d.signum() <= 0 || d.compareTo(Sm2Curve.N) >= 0) {
      throw outOfRange();
    }
    byte[] number = new byte[Sm2Curve.NUMBER_BYTES];
    Sm2Curve.write(d, number, 0);
    try {
      return new Sm2PrivateKey(number);
    } finally {
      Arrays.fill(number, (byte) 0);
    }
  }

  /**
   * Returns this key if it belongs to the public key that came with it. Otherwise its signatures
   * would be attributed to the owner of another key.
   */
  Sm2PrivateKey withPublicHalf(byte @Nullable [] point) throws InvalidKeyException {
    boolean own;
    try {
      own = point == null || Sm2PublicKey.decode(point).equals(publicKey);
    } catch (InvalidKeyException e) {
      own = false;
    }
    if (!own) {
      destroy();
      throw new InvalidKeyException("the public key beside it does not belong to this private key");
    }
    return this;
  }

  private static InvalidKeyException outOfRange() {
    return new InvalidKeyException("an SM2 private key must be a number from 1 to n-2");
  }

  /** Returns a copy for the caller to wipe. */
  int[] d() {
    return d.value();
  }

  /** Returns the public half. */
  public Sm2PublicKey publicKey() {
    return publicKey;
  }

  /**
   * Zeroes the key; creating anything from it throws {@link IllegalStateException} from then on.
   */
  @Override
  public void destroy() {
    d.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return d.isDestroyed();
  }

  @Override
  public String toString() {
    return "SM2 private key";
  }
}
