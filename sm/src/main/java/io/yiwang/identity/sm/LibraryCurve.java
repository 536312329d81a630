package io.yiwang.identity.sm;

import java.security.InvalidKeyException;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.custom.gm.SM2P256V1Curve;

/**
 * The curve as Bouncy Castle knows it, apart from {@link Sm2Curve} so that signing and verifying
 * wait for no class of that library, which the row "first answer" of the benchmarks pays for.
 */
final class LibraryCurve {
  private static final SM2P256V1Curve CURVE = new SM2P256V1Curve();

  /** Holding it loads no provider. */
  static final ECDomainParameters DOMAIN =
      new ECDomainParameters(
          CURVE,
          CURVE.createPoint(Sm2Curve.G.x(), Sm2Curve.G.y()),
          CURVE.getOrder(),
          CURVE.getCofactor());

  /** How a key of this curve is marked in PKCS#8 and in a certificate. */
  private static final AlgorithmIdentifier KEY_ALGORITHM =
      new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, GMObjectIdentifiers.sm2p256v1);

  private LibraryCurve() {}

  static void check(AlgorithmIdentifier algorithm) throws InvalidKeyException {
    if (!algorithm.equals(KEY_ALGORITHM)) {
      throw new InvalidKeyException(
          "an SM2 key must be an EC key on the named curve 1.2.156.10197.1.301");
    }
  }
}
