package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * A private key on sm2p256v1, from 1 to n-2. It shows itself to nobody but the classes of this
 * package; {@link SmKeys#pkcs8Pem} is the one way out. Immutable. Made by {@link SmKeys}.
 *
 * @see "GB/T 32918.1-2016 section 6.1"
 */
public final class Sm2PrivateKey {
  private static final BigInteger MAX = Sm2Curve.N.subtract(BigInteger.TWO);

  private final BigInteger d;
  private final Sm2PublicKey publicKey;

  Sm2PrivateKey(BigInteger d) throws InvalidKeyException {
    if (d.signum() <= 0 || d.compareTo(MAX) > 0) {
      throw new InvalidKeyException("an SM2 private key must be a number from 1 to n-2");
    }
    this.d = d;
    this.publicKey = new Sm2PublicKey(new FixedPointCombMultiplier().multiply(Sm2Curve.G, d));
  }

  BigInteger d() {
    return d;
  }

  /** The public half. */
  public Sm2PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public String toString() {
    return "SM2 private key";
  }
}
