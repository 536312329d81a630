package io.yiwang.identity.sm;

import java.security.InvalidKeyException;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.custom.gm.SM2P256V1Curve;

/**
 * Defines the curve in Bouncy Castle's types, separate from {@link Sm2Curve} so that signing and
 * verifying do not load that library: benchmarks, row "first answer".
 */
final class LibraryCurve {
  private static final SM2P256V1Curve CURVE = new SM2P256V1Curve();

  /** The parameters of the curve; using them loads no provider. */
  static final ECDomainParameters DOMAIN =
      new ECDomainParameters(
          CURVE,
          CURVE.createPoint(Sm2Point.G.x(), Sm2Point.G.y()),
          CURVE.getOrder(),
          CURVE.getCofactor());

  private static final ASN1ObjectIdentifier SM2 = GMObjectIdentifiers.sm2p256v1;

  /** The algorithm identifier of a key on this curve in PKCS#8 and in certificates. */
  private static final AlgorithmIdentifier KEY_ALGORITHM =
      new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SM2);

  /**
   * The identifiers that may replace id-ecPublicKey: that of the curve, or of the key's purpose.
   */
  private static final Set<ASN1ObjectIdentifier> SM2_ALGORITHMS =
      Set.of(
          SM2,
          GMObjectIdentifiers.sm2sign,
          GMObjectIdentifiers.sm2exchange,
          GMObjectIdentifiers.sm2encrypt);

  private LibraryCurve() {}

  /**
   * Returns whether an algorithm identifier is that of an SM2 key: an EC key on the curve, or, as
   * GM/T 0015-2023 allows and OpenSSL 3.0 and 3.1 write, the curve's identifier alone or twice.
   */
  static boolean isSm2(AlgorithmIdentifier algorithm) {
    ASN1Encodable parameters = algorithm.getParameters();
    return algorithm.equals(KEY_ALGORITHM)
        || (SM2_ALGORITHMS.contains(algorithm.getAlgorithm())
            && (parameters == null
                || parameters.equals(DERNull.INSTANCE)
                || parameters.equals(SM2)));
  }

  static void check(AlgorithmIdentifier algorithm) throws InvalidKeyException {
    if (!isSm2(algorithm)) {
      throw new InvalidKeyException(
          "an SM2 key must be an EC key on the named curve 1.2.156.10197.1.301");
    }
  }
}
