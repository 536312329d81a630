package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Mistake.NOT_HASHED;
import static io.yiwang.identity.doctor.Mistake.PRIVATE_KEY_MISREAD;
import static io.yiwang.identity.doctor.Mistake.WRONG_ALGORITHM;
import static io.yiwang.identity.doctor.Mistake.Z_LEFT_OUT;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * How a key on a curve may have been used. An SM2 signature and a public key give back the number
 * that was signed, so that a reading of it costs a hash and no arithmetic.
 */
final class EcSchemes {
  static final String SM2 = "sm2-sm3";
  private static final String ECDSA = "ecdsa-p256-sha256";
  private static final String PART = "alg";
  private static final String KEY = "private key";
  private static final int NUMBER_BYTES = 32;

  /**
   * What is at the head of a private key on such a curve, 32 bytes of it, in PKCS#8 with and
   * without the public half: what a reader gets that takes the shell for the number.
   */
  private static final Map<String, List<String>> SHELLS =
      Map.of(
          SM2,
          List.of(
              "308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b02",
              "308193020100301306072a8648ce3d020106082a811ccf5501822d0479307702",
              "3041020100301306072a8648ce3d020106082a811ccf5501822d042730250201"),
          ECDSA,
          List.of(
              "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b02",
              "308193020100301306072a8648ce3d020106082a8648ce3d0301070479307702",
              "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201"));

  private EcSchemes() {}

  static List<Interpretation<Scheme>> sm2(ECPoint point) {
    ECPoint key = point.normalize();
    List<Interpretation<Scheme>> schemes = new ArrayList<>();
    Signed signed = new Signed(() -> key);
    for (Interpretation<UnaryOperator<byte[]>> of : Scheme.inPlaceOfText()) {
      schemes.add(
          of.with(scheme(signed, text -> e(z(key, UserIds.STANDARD), of.value().apply(text)))));
    }
    for (byte[] userId : UserIds.OTHERS) {
      schemes.add(userId(signed, key, userId));
    }
    schemes.add(
        Interpretation.of(
            scheme(signed, text -> new BigInteger(1, Digests.digest("SM3", text))),
            Z_LEFT_OUT,
            PART));
    schemes.addAll(otherZ(signed, key));
    schemes.addAll(digestAsText(signed, key));
    schemes.add(
        Interpretation.of(scheme(signed, text -> new BigInteger(1, text)), NOT_HASHED, PART));
    schemes.add(
        Interpretation.of(
            scheme(signed, text -> new BigInteger(1, Digests.digest("SHA-256", text))),
            WRONG_ALGORITHM,
            PART));
    for (String digest : List.of("SM3", "SHA-256", "SHA-1")) {
      schemes.add(
          Interpretation.of(
              new Scheme(SM2, ecdsa(() -> key, EcCurves.SM2, digest)), WRONG_ALGORITHM, PART));
    }
    for (Supplier<ECPoint> misread : misread(key, EcCurves.SM2, SM2)) {
      Signed other = new Signed(misread);
      schemes.add(misreading(scheme(other, text -> e(z(key, UserIds.STANDARD), text))));
      schemes.add(misreading(scheme(other, text -> e(z(other.key(), UserIds.STANDARD), text))));
    }
    return schemes;
  }

  /** Returns the ways in which Z is made otherwise, or put elsewhere. */
  private static List<Interpretation<Scheme>> otherZ(Signed signed, ECPoint key) {
    List<Interpretation<Scheme>> schemes = new ArrayList<>();
    byte[] parts = zParts(key, UserIds.STANDARD, 8 * UserIds.STANDARD.length);
    byte[] z = Digests.digest("SM3", parts);
    byte[] inBytes = Digests.digest("SM3", zParts(key, UserIds.STANDARD, UserIds.STANDARD.length));
    byte[] terminated = z(key, Arrays.copyOf(UserIds.STANDARD, UserIds.STANDARD.length + 1));
    schemes.add(
        Interpretation.of(scheme(signed, text -> e(parts, text)), Mistake.Z_NOT_HASHED, PART));
    schemes.add(Interpretation.of(scheme(signed, text -> e(text, z)), Mistake.Z_AFTER_TEXT, PART));
    schemes.add(
        Interpretation.of(scheme(signed, text -> e(inBytes, text)), Mistake.USER_ID_LENGTH, PART));
    schemes.add(
        Interpretation.of(
            scheme(signed, text -> e(terminated, text)), Mistake.USER_ID_TERMINATED, PART));
    for (byte[] userId : keyAsUserId(key)) {
      byte[] own = z(key, userId);
      schemes.add(
          Interpretation.of(scheme(signed, text -> e(own, text)), Mistake.USER_ID_IS_KEY, PART));
    }
    return schemes;
  }

  /** Returns the point with and without its prefix, and compressed; bare, and in hexadecimal. */
  private static List<byte[]> keyAsUserId(ECPoint key) {
    List<byte[]> userIds = new ArrayList<>();
    byte[] point = key.getEncoded(false);
    for (byte[] bytes :
        List.of(point, Arrays.copyOfRange(point, 1, point.length), key.getEncoded(true))) {
      String hex = HexFormat.of().formatHex(bytes);
      userIds.add(bytes);
      userIds.add(hex.getBytes(US_ASCII));
      userIds.add(hex.toUpperCase(Locale.ROOT).getBytes(US_ASCII));
    }
    return userIds;
  }

  /**
   * Returns the ways to sign the digest in hexadecimal: as the number, cut off or not, or as the
   * text.
   */
  private static List<Interpretation<Scheme>> digestAsText(Signed signed, ECPoint key) {
    List<Interpretation<Scheme>> schemes = new ArrayList<>();
    byte[] z = z(key, UserIds.STANDARD);
    List<UnaryOperator<byte[]>> digests =
        List.of(
            text -> Digests.digest("SM3", joined(z, text)), text -> Digests.digest("SM3", text));
    for (UnaryOperator<byte[]> digest : digests) {
      for (UnaryOperator<String> letters :
          List.<UnaryOperator<String>>of(
              UnaryOperator.identity(), hex -> hex.toUpperCase(Locale.ROOT))) {
        UnaryOperator<byte[]> digits =
            text -> letters.apply(HexFormat.of().formatHex(digest.apply(text))).getBytes(US_ASCII);
        List<Function<byte[], BigInteger>> numbers =
            List.of(
                text -> new BigInteger(1, digits.apply(text)),
                text -> new BigInteger(1, Arrays.copyOf(digits.apply(text), NUMBER_BYTES)),
                text -> new BigInteger(1, Digests.digest("SM3", digits.apply(text))));
        for (Function<byte[], BigInteger> number : numbers) {
          schemes.add(Interpretation.of(scheme(signed, number), Mistake.DIGEST_AS_TEXT, PART));
        }
      }
    }
    // The digest with Z as the text of a signature that has Z again.
    for (UnaryOperator<byte[]> form :
        List.<UnaryOperator<byte[]>>of(
            bytes -> HexFormat.of().formatHex(bytes).getBytes(US_ASCII),
            bytes -> HexFormat.of().withUpperCase().formatHex(bytes).getBytes(US_ASCII))) {
      schemes.add(
          Interpretation.of(
              scheme(signed, text -> e(z, form.apply(Digests.digest("SM3", joined(z, text))))),
              Mistake.DIGEST_AS_TEXT,
              PART));
    }
    return schemes;
  }

  /** Returns the scheme in which Z is made with somebody else's key. */
  static Interpretation<Scheme> zOf(ECPoint key, ECPoint other) {
    byte[] z = z(other.normalize(), UserIds.STANDARD);
    Signed signed = new Signed(() -> key);
    return Interpretation.of(scheme(signed, text -> e(z, text)), Mistake.Z_OF_OTHER_KEY, PART);
  }

  static Interpretation<Scheme> userId(ECPoint key, byte[] userId) {
    return userId(new Signed(() -> key), key, userId);
  }

  private static Interpretation<Scheme> userId(Signed signed, ECPoint key, byte[] userId) {
    byte[] z = z(key, userId);
    return Interpretation.of(scheme(signed, text -> e(z, text)), Mistake.WRONG_USER_ID, PART);
  }

  static List<Interpretation<Scheme>> p256(ECPoint point) {
    ECPoint key = point.normalize();
    List<Interpretation<Scheme>> schemes = new ArrayList<>();
    Scheme.Check right = ecdsa(() -> key, EcCurves.P256, "SHA-256");
    for (Interpretation<UnaryOperator<byte[]>> of : Scheme.inPlaceOfText()) {
      schemes.add(
          of.with(
              new Scheme(
                  ECDSA, (text, signature) -> right.holds(of.value().apply(text), signature))));
    }
    for (String digest : List.of("SHA-1", "SHA-384", "SHA-512", "SM3")) {
      schemes.add(
          Interpretation.of(
              new Scheme(ECDSA, ecdsa(() -> key, EcCurves.P256, digest)), WRONG_ALGORITHM, PART));
    }
    schemes.add(
        Interpretation.of(
            new Scheme(ECDSA, ecdsa(() -> key, EcCurves.P256, text -> text)), NOT_HASHED, PART));
    for (Supplier<ECPoint> misread : misread(key, EcCurves.P256, ECDSA)) {
      schemes.add(misreading(new Scheme(ECDSA, ecdsa(misread, EcCurves.P256, "SHA-256"))));
    }
    return schemes;
  }

  private static Interpretation<Scheme> misreading(Scheme scheme) {
    return Interpretation.of(scheme, PRIVATE_KEY_MISREAD, KEY).asExclusive();
  }

  /**
   * Returns the public keys of the numbers that a careless reader makes of a private key d: d taken
   * for a negative number; the first 32 of 33 bytes, so without d's last one; 31 bytes filled up
   * behind; the last or first 32 bytes of PKCS#8 or SEC1, which are the public key's or nobody's.
   */
  private static List<Supplier<ECPoint>> misread(
      ECPoint key, X9ECParameters curve, String algorithm) {
    List<Supplier<ECPoint>> keys = new ArrayList<>();
    ECPoint g = curve.getG();
    BigInteger n = curve.getN();
    BigInteger byteful = BigInteger.valueOf(256);
    keys.add(() -> key.subtract(g.multiply(BigInteger.ONE.shiftLeft(256).mod(n))));
    keys.add(() -> key.multiply(byteful));
    for (byte[] half :
        List.of(key.getAffineYCoord().getEncoded(), key.getAffineXCoord().getEncoded())) {
      keys.add(() -> g.multiply(new BigInteger(1, half).mod(n)));
    }
    for (String shell : SHELLS.getOrDefault(algorithm, List.of())) {
      keys.add(() -> g.multiply(new BigInteger(1, HexFormat.of().parseHex(shell)).mod(n)));
    }
    Supplier<List<ECPoint>> cut = once(() -> cut(key, curve));
    IntStream.range(0, 256).forEach(last -> keys.add(() -> cut.get().get(last)));
    return keys;
  }

  /** Returns (d - b) / 256 times G for each value of the last byte b of d. */
  private static List<ECPoint> cut(ECPoint key, X9ECParameters curve) {
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

  private static <T> Supplier<T> once(Supplier<T> source) {
    List<T> made = new ArrayList<>();
    return () -> {
      if (made.isEmpty()) {
        made.add(source.get());
      }
      return made.get(0);
    };
  }

  private static Scheme scheme(Signed signed, Function<byte[], BigInteger> number) {
    return new Scheme(
        SM2,
        (text, signature) ->
            signed
                .number(signature)
                .filter(number.apply(text).mod(EcCurves.SM2.getN())::equals)
                .isPresent());
  }

  /** Returns the hash over a user id, the curve and the key (GB/T 32918.2 section 5.5). */
  private static byte[] z(ECPoint key, byte[] userId) {
    return Digests.digest("SM3", zParts(key, userId, 8 * userId.length));
  }

  /** Returns what Z is the hash of. */
  private static byte[] zParts(ECPoint key, byte[] userId, int length) {
    return joined(
        new byte[] {(byte) (length >> 8), (byte) length},
        userId,
        EcCurves.SM2.getCurve().getA().getEncoded(),
        EcCurves.SM2.getCurve().getB().getEncoded(),
        EcCurves.SM2.getG().getAffineXCoord().getEncoded(),
        EcCurves.SM2.getG().getAffineYCoord().getEncoded(),
        key.getAffineXCoord().getEncoded(),
        key.getAffineYCoord().getEncoded());
  }

  private static BigInteger e(byte[] z, byte[] text) {
    return new BigInteger(1, Digests.digest("SM3", joined(z, text)));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  /** A public key with the numbers that its signatures are of. Not thread-safe. */
  private static final class Signed {
    private final Supplier<ECPoint> key;
    private final Map<ByteBuffer, Optional<BigInteger>> numbers = new HashMap<>();

    Signed(Supplier<ECPoint> key) {
      this.key = once(() -> key.get().normalize());
    }

    ECPoint key() {
      return key.get();
    }

    Optional<BigInteger> number(byte[] signature) {
      return numbers.computeIfAbsent(ByteBuffer.wrap(signature), bytes -> recovered(signature));
    }

    /** Recovers e from r = e + x: GB/T 32918.2 section 7.1, read backwards. */
    private Optional<BigInteger> recovered(byte[] signature) {
      BigInteger n = EcCurves.SM2.getN();
      if (signature.length != 2 * NUMBER_BYTES) {
        return Optional.empty();
      }
      BigInteger r = new BigInteger(1, Arrays.copyOf(signature, NUMBER_BYTES));
      BigInteger s =
          new BigInteger(1, Arrays.copyOfRange(signature, NUMBER_BYTES, signature.length));
      BigInteger t = r.add(s).mod(n);
      if (r.signum() == 0
          || s.signum() == 0
          || t.signum() == 0
          || r.compareTo(n) >= 0
          || s.compareTo(n) >= 0
          || key().isInfinity()) {
        return Optional.empty();
      }
      ECPoint sum = ECAlgorithms.sumOfTwoMultiplies(EcCurves.SM2.getG(), s, key(), t).normalize();
      return sum.isInfinity()
          ? Optional.empty()
          : Optional.of(r.subtract(sum.getAffineXCoord().toBigInteger()).mod(n));
    }
  }

  private static Scheme.Check ecdsa(Supplier<ECPoint> key, X9ECParameters curve, String digest) {
    return ecdsa(key, curve, (UnaryOperator<byte[]>) text -> Digests.digest(digest, text));
  }

  /** Checks ECDSA over the leftmost bits of the digest: FIPS 186-4 section 6.4. */
  private static Scheme.Check ecdsa(
      Supplier<ECPoint> source, X9ECParameters curve, UnaryOperator<byte[]> digest) {
    Map<ByteBuffer, Optional<EcdsaHalf>> halves = new HashMap<>();
    return (text, signature) ->
        halves
            .computeIfAbsent(
                ByteBuffer.wrap(signature), bytes -> EcdsaHalf.of(source.get(), curve, signature))
            .filter(half -> half.holds(curve, digest.apply(text)))
            .isPresent();
  }

  /**
   * What a verification calculates of the key and the signature alone, so that each further text
   * costs one multiplication of the curve's own point.
   *
   * @param ofKey the key times r/s
   */
  private record EcdsaHalf(BigInteger r, BigInteger inverse, ECPoint ofKey) {
    static Optional<EcdsaHalf> of(ECPoint key, X9ECParameters curve, byte[] signature) {
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
          new EcdsaHalf(r, inverse, key.multiply(r.multiply(inverse).mod(n)).normalize()));
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
