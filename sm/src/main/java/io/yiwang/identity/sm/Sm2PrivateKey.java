package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.jspecify.annotations.Nullable;

/**
 * Holds a private key on sm2p256v1, from 1 to n-2. It shows itself to nobody but the classes of
 * this package; {@link SmKeys#pkcs8Pem} is the one way out. Immutable, but for {@link #destroy}.
 * Made by {@link SmKeys}.
 *
 * <p>Destroy it when signers and openers have been made of it: each holds its own number.
 *
 * @see "GB/T 32918.1-2016 section 6.1"
 */
public final class Sm2PrivateKey implements Destroyable {
  private static final int[] ONE = Sm2Scalar.of(BigInteger.ONE);

  private final SecretNumber d;
  private final Sm2PublicKey publicKey;

  /** Takes 32 bytes, which stay the caller's. */
  Sm2PrivateKey(byte[] d) throws InvalidKeyException {
    int[] number = Sm2Scalar.read(d, 0);
    if (!Sm2Scalar.isInRange(number) || Sm2Scalar.isZero(Sm2Scalar.plus(number, ONE))) {
      throw outOfRange();
    }
    this.d = new SecretNumber(number);
    this.publicKey = new Sm2PublicKey(Sm2Point.of(Sm2Multiples.OF_G.multiplySecret(number)));
    Arrays.fill(number, 0);
  }

  /** Of the number that a parser found, which may be of any size. */
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
   * This key, if it is the one of the public key that came with it: another's signs what a stranger
   * answers for.
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
   * Zeroes the key; whoever makes something of it throws {@link IllegalStateException} from then
   * on.
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
