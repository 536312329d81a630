package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Mistake.NOT_HASHED;
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
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Lists the ways in which an SM2 key may have signed. The number that was signed can be recovered
 * from the signature and the public key, so each further scheme costs a hash and no arithmetic.
 */
final class Sm2Schemes {
  private static final String ALGORITHM = "sm2-sm3";

  private static final String PART = "alg";
  private static final int NUMBER_BYTES = 32;

  private Sm2Schemes() {}

  /** Returns the schemes of a key on the curve of SM2; the first is the correct one. */
  static List<Interpretation<Scheme>> of(ECPoint point) {
    ECPoint key = point.normalize();
    List<Interpretation<Scheme>> schemes = new ArrayList<>();
    SignedNumbers signed = new SignedNumbers(() -> key);
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
              new Scheme(ALGORITHM, EcdsaSchemes.check(() -> key, EcCurves.SM2, digest)),
              WRONG_ALGORITHM,
              PART));
    }
    for (Supplier<ECPoint> misread : MisreadPrivateKeys.publicKeys(key, EcCurves.SM2)) {
      SignedNumbers other = new SignedNumbers(misread);
      schemes.add(
          MisreadPrivateKeys.scheme(scheme(other, text -> e(z(key, UserIds.STANDARD), text))));
      schemes.add(
          MisreadPrivateKeys.scheme(
              scheme(other, text -> e(z(other.key(), UserIds.STANDARD), text))));
    }
    return schemes;
  }

  /** Returns the schemes in which Z is made in another way, or put in another place. */
  private static List<Interpretation<Scheme>> otherZ(SignedNumbers signed, ECPoint key) {
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

  /**
   * Returns the point with its prefix, without it, and compressed; each as bytes and in
   * hexadecimal.
   */
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
   * Returns the schemes that sign the digest in hexadecimal: as a number, truncated or not, or as a
   * text.
   */
  private static List<Interpretation<Scheme>> digestAsText(SignedNumbers signed, ECPoint key) {
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
    // The digest over Z and the text, signed as a text with Z before it again.
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

  /** Returns the scheme in which Z is made with another key. */
  static Interpretation<Scheme> zOf(ECPoint key, ECPoint other) {
    byte[] z = z(other.normalize(), UserIds.STANDARD);
    SignedNumbers signed = new SignedNumbers(() -> key);
    return Interpretation.of(scheme(signed, text -> e(z, text)), Mistake.Z_OF_OTHER_KEY, PART);
  }

  static Interpretation<Scheme> userId(ECPoint key, byte[] userId) {
    return userId(new SignedNumbers(() -> key), key, userId);
  }

  private static Interpretation<Scheme> userId(SignedNumbers signed, ECPoint key, byte[] userId) {
    byte[] z = z(key, userId);
    return Interpretation.of(scheme(signed, text -> e(z, text)), Mistake.WRONG_USER_ID, PART);
  }

  private static Scheme scheme(SignedNumbers signed, Function<byte[], BigInteger> number) {
    return new Scheme(
        ALGORITHM,
        (text, signature) ->
            signed
                .number(signature)
                .filter(number.apply(text).mod(EcCurves.SM2.getN())::equals)
                .isPresent());
  }

  /** Returns Z, the hash of a user id, the curve and the key (GB/T 32918.2 section 5.5). */
  private static byte[] z(ECPoint key, byte[] userId) {
    return Digests.digest("SM3", zParts(key, userId, 8 * userId.length));
  }

  /** Returns the bytes of which Z is the hash. */
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

  /** Recovers the numbers that a public key's signatures are over, and caches them. */
  private static final class SignedNumbers {
    private final Supplier<ECPoint> key;
    private final Map<ByteBuffer, Optional<BigInteger>> numbers = new HashMap<>();

    SignedNumbers(Supplier<ECPoint> key) {
      this.key = new Lazy<>(() -> key.get().normalize());
    }

    ECPoint key() {
      return key.get();
    }

    Optional<BigInteger> number(byte[] signature) {
      return numbers.computeIfAbsent(ByteBuffer.wrap(signature), bytes -> recovered(signature));
    }

    /** Recovers e from r = e + x, by GB/T 32918.2 section 7.1 in reverse. */
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
}
