package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Mistake.PRIVATE_KEY_MISREAD;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.ECPoint;

/** Lists the public keys of signers that misread their private key. */
final class MisreadPrivateKeys {
  /**
   * The first 32 bytes of a private key in PKCS#8, with and without the public key: the number that
   * a reader gets who takes the structure for the number.
   */
  private static final Map<X9ECParameters, List<String>> HEADS =
      Map.of(
          EcCurves.SM2,
          List.of(
              "308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b02",
              "308193020100301306072a8648ce3d020106082a811ccf5501822d0479307702",
              "3041020100301306072a8648ce3d020106082a811ccf5501822d042730250201"),
          EcCurves.P256,
          List.of(
              "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b02",
              "308193020100301306072a8648ce3d020106082a8648ce3d0301070479307702",
              "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201"));

  private MisreadPrivateKeys() {}

  /** Returns a scheme with one of these keys. It is too unlikely to combine with other mistakes. */
  static Interpretation<Scheme> scheme(Scheme scheme) {
    return Interpretation.of(scheme, PRIVATE_KEY_MISREAD, "private key").asExclusive();
  }

  /**
   * Returns the public keys of the numbers that a careless reader takes for a private key d: d read
   * as a negative number; the first 32 of 33 bytes, so d without its last byte; 31 bytes padded at
   * the end; the last or first 32 bytes of PKCS#8 or SEC1, which belong to the public key or to
   * nothing.
   */
  static List<Supplier<ECPoint>> publicKeys(ECPoint key, X9ECParameters curve) {
    List<Supplier<ECPoint>> keys = new ArrayList<>();
    ECPoint g = curve.getG();
    BigInteger n = curve.getN();
    BigInteger byteValues = BigInteger.valueOf(256);
    keys.add(() -> key.subtract(g.multiply(BigInteger.ONE.shiftLeft(256).mod(n))));
    keys.add(() -> key.multiply(byteValues));
    for (byte[] half :
        List.of(key.getAffineYCoord().getEncoded(), key.getAffineXCoord().getEncoded())) {
      keys.add(() -> g.multiply(new BigInteger(1, half).mod(n)));
    }
    for (String head : HEADS.getOrDefault(curve, List.of())) {
      keys.add(() -> g.multiply(new BigInteger(1, HexFormat.of().parseHex(head)).mod(n)));
    }
    Supplier<List<ECPoint>> cut = new Lazy<>(() -> withoutLastByte(key, curve));
    IntStream.range(0, 256).forEach(last -> keys.add(() -> cut.get().get(last)));
    return keys;
  }

  /** Returns (d - b) / 256 times G for each possible last byte b of d. */
  private static List<ECPoint> withoutLastByte(ECPoint key, X9ECParameters curve) {
    BigInteger inverse = BigInteger.valueOf(256).modInverse(curve.getN());
    ECPoint step = curve.getG().multiply(inverse).normalize();
    ECPoint[] cut = new ECPoint[256];
    cut[0] = key.multiply(inverse);
    for (int last = 1; last < cut.length; last++) {
      cut[last] = cut[last - 1].subtract(step);
    }
    curve.getCurve().normalizeAll(cut);
    return List.of(cut);
  }
}
