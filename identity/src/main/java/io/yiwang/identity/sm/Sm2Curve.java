package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.custom.gm.SM2P256V1Curve;

/**
 * The recommended curve sm2p256v1.
 *
 * @see "GB/T 32918.5-2017"
 */
final class Sm2Curve {
  static final SM2P256V1Curve CURVE = new SM2P256V1Curve();

  static final ECPoint G =
      CURVE.createPoint(
          new BigInteger("32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7", 16),
          new BigInteger("BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0", 16));

  static final BigInteger N = CURVE.getOrder();

  /** No shared state but the curve; holding it loads no provider. */
  static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE, G, N, CURVE.getCofactor());

  /** How a key of this curve is marked in PKCS#8 and in a certificate. */
  static final AlgorithmIdentifier KEY_ALGORITHM =
      new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, GMObjectIdentifiers.sm2p256v1);

  private Sm2Curve() {}

  static void check(AlgorithmIdentifier algorithm) throws InvalidKeyException {
    if (!algorithm.equals(KEY_ALGORITHM)) {
      throw new InvalidKeyException(
          "an SM2 key must be an EC key on the named curve 1.2.156.10197.1.301");
    }
  }
}
