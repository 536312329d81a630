package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import javax.security.auth.Destroyable;

/**
 * A private key on sm2p256v1, from 1 to n-2. It shows itself to nobody but the classes of this
 * package; {@link SmKeys#pkcs8Pem} is the one way out. Immutable, but for {@link #destroy}. Made by
 * {@link SmKeys}.
 *
 * <p>Destroy it when signers and openers have been made of it: each holds a number of its own.
 *
 * @see "GB/T 32918.1-2016 section 6.1"
 */
public final class Sm2PrivateKey implements Destroyable {
  private static final BigInteger MAX = Sm2Curve.N.subtract(BigInteger.TWO);

  private final SecretNumber d;
  private final Sm2PublicKey publicKey;

  Sm2PrivateKey(BigInteger d) throws InvalidKeyException {
    if (d.signum() <= 0 || d.compareTo(MAX) > 0) {
      throw new InvalidKeyException("an SM2 private key must be a number from 1 to n-2");
    }
    this.d = new SecretNumber(d);
    this.publicKey = new Sm2PublicKey(Sm2Multiples.OF_G.multiplySecret(d));
  }

  BigInteger d() {
    return d.value();
  }

  /** The public half. */
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
