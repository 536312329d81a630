package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Mistake.NOT_HASHED;
import static io.yiwang.identity.doctor.Mistake.WRONG_ALGORITHM;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** Lists the ways in which a P-256 key may have signed, and checks ECDSA on any curve. */
final class EcdsaSchemes {
  private static final String ALGORITHM = "ecdsa-p256-sha256";

  private static final String PART = "alg";
  private static final int NUMBER_BYTES = 32;

  private EcdsaSchemes() {}

  /** Returns the schemes of a key on P-256; the first is the correct one. */
  static List<Interpretation<Scheme>> of(ECPoint point) {
    ECPoint key = point.normalize();
    List<Interpretation<Scheme>> schemes = new ArrayList<>();
    Scheme.Check right = check(() -> key, EcCurves.P256, "SHA-256");
    for (Interpretation<UnaryOperator<byte[]>> of : Scheme.inPlaceOfText()) {
      schemes.add(
          of.with(
              new Scheme(
                  ALGORITHM, (text, signature) -> right.holds(of.value().apply(text), signature))));
    }
    for (String digest : List.of("SHA-1", "SHA-384", "SHA-512", "SM3")) {
      schemes.add(
          Interpretation.of(
              new Scheme(ALGORITHM, check(() -> key, EcCurves.P256, digest)),
              WRONG_ALGORITHM,
              PART));
    }
    schemes.add(
        Interpretation.of(
            new Scheme(ALGORITHM, check(() -> key, EcCurves.P256, text -> text)),
            NOT_HASHED,
            PART));
    for (Supplier<ECPoint> misread : MisreadPrivateKeys.publicKeys(key, EcCurves.P256)) {
      schemes.add(
          MisreadPrivateKeys.scheme(
              new Scheme(ALGORITHM, check(misread, EcCurves.P256, "SHA-256"))));
    }
    return schemes;
  }

  /** Returns a check of ECDSA with this digest. The public key is computed when it is needed. */
  static Scheme.Check check(Supplier<ECPoint> key, X9ECParameters curve, String digest) {
    return check(key, curve, (UnaryOperator<byte[]>) text -> Digests.digest(digest, text));
  }

  /** Checks ECDSA over the leftmost bits of the digest (FIPS 186-4 section 6.4). */
  private static Scheme.Check check(
      Supplier<ECPoint> source, X9ECParameters curve, UnaryOperator<byte[]> digest) {
    Map<ByteBuffer, Optional<Precomputed>> precomputed = new HashMap<>();
    return (text, signature) ->
        precomputed
            .computeIfAbsent(
                ByteBuffer.wrap(signature), bytes -> Precomputed.of(source.get(), curve, signature))
            .filter(values -> values.holds(curve, digest.apply(text)))
            .isPresent();
  }

  /**
   * Holds the values of a verification that depend only on the key and the signature, so that each
   * further text costs one multiplication of the base point.
   *
   * @param ofKey the key times r/s
   */
  private record Precomputed(BigInteger r, BigInteger inverse, ECPoint ofKey) {
    static Optional<Precomputed> of(ECPoint key, X9ECParameters curve, byte[] signature) {
      BigInteger n = curve.getN();
      if (signature.length != 2 * NUMBER_BYTES) {
        return Optional.empty();
      }
      BigInteger r = new BigInteger(1, Arrays.copyOf(signature, NUMBER_BYTES));
      BigInteger s =
          new BigInteger(1, Arrays.copyOfRange(signature, NUMBER_BYTES, signature.length));
      if (r.signum() == 0
          || s.signum() == 0
          || r.compareTo(n) >= 0
          || s.compareTo(n) >= 0
          || key.isInfinity()) {
        return Optional.empty();
      }
      BigInteger inverse = s.modInverse(n);
      return Optional.of(
          new Precomputed(r, inverse, key.multiply(r.multiply(inverse).mod(n)).normalize()));
    }

    boolean holds(X9ECParameters curve, byte[] hash) {
      BigInteger n = curve.getN();
      BigInteger e = new BigInteger(1, Arrays.copyOf(hash, Math.min(hash.length, NUMBER_BYTES)));
      ECPoint sum =
          new FixedPointCombMultiplier()
              .multiply(curve.getG(), e.multiply(inverse).mod(n))
              .add(ofKey)
              .normalize();
      return !sum.isInfinity() && sum.getAffineXCoord().toBigInteger().mod(n).equals(r);
    }
  }
}
