package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Mistake.HASHED_TWICE;
import static io.yiwang.identity.doctor.Mistake.WRONG_ALGORITHM;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * Represents one way in which a key may have signed.
 *
 * @param algorithm the RFC 9421 name of the correct algorithm
 * @param check checks whether a signature over a text was made in this way
 */
record Scheme(String algorithm, Check check) {
  private static final String PART = "alg";

  /** Checks signatures. */
  @FunctionalInterface
  interface Check {
    boolean holds(byte[] text, byte[] signature);
  }

  /**
   * Returns what may have been signed in place of a text: one of its digests, as bytes or in
   * hexadecimal.
   */
  static List<Interpretation<UnaryOperator<byte[]>>> inPlaceOfText() {
    List<Interpretation<UnaryOperator<byte[]>>> interpretations = new ArrayList<>();
    interpretations.add(Interpretation.right(text -> text));
    for (String digest : List.of("SM3", "SHA-256", "SHA-512")) {
      interpretations.add(
          Interpretation.of(text -> Digests.digest(digest, text), HASHED_TWICE, PART));
      interpretations.add(
          Interpretation.of(
              text -> hex(Digests.digest(digest, text)).getBytes(US_ASCII), HASHED_TWICE, PART));
      interpretations.add(
          Interpretation.of(
              text -> hex(Digests.digest(digest, text)).toUpperCase(Locale.ROOT).getBytes(US_ASCII),
              HASHED_TWICE,
              PART));
    }
    return interpretations;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static List<Interpretation<Scheme>> ed25519(byte[] key) {
    List<Interpretation<Scheme>> schemes = new ArrayList<>();
    for (Interpretation<UnaryOperator<byte[]>> of : inPlaceOfText()) {
      schemes.add(
          of.with(
              new Scheme(
                  "ed25519",
                  (text, signature) -> {
                    byte[] signed = of.value().apply(text);
                    return signature.length == Ed25519.SIGNATURE_SIZE
                        && Ed25519.verify(signature, 0, key, 0, signed, 0, signed.length);
                  })));
    }
    Check prehashed =
        (text, signature) ->
            signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verifyPrehash(
                    signature, 0, key, 0, new byte[0], Digests.digest("SHA-512", text), 0);
    schemes.add(Interpretation.of(new Scheme("ed25519", prehashed), WRONG_ALGORITHM, PART));
    return schemes;
  }

  /**
   * Returns the schemes of an RSA key, PKCS#1 v1.5 first. Where the message names PSS, {@link
   * SignatureDoctor} puts that first.
   */
  static List<Interpretation<Scheme>> rsa(RSAPublicKey key) {
    List<Interpretation<Scheme>> schemes = new ArrayList<>();
    Check pkcs1 = jca(key, "SHA256withRSA", null);
    Check pss = jca(key, "RSASSA-PSS", pss("SHA-512", "SHA-512", 64));
    schemes.add(Interpretation.right(new Scheme("rsa-v1_5-sha256", pkcs1)));
    schemes.add(Interpretation.right(new Scheme("rsa-pss-sha512", pss)));
    for (String name : List.of("SHA1withRSA", "SHA384withRSA", "SHA512withRSA", "MD5withRSA")) {
      schemes.add(wrong("rsa-v1_5-sha256", jca(key, name, null)));
    }
    for (String digest : List.of("SHA-1", "SHA-256", "SHA-384", "SHA-512")) {
      for (String mask : List.of("SHA-1", "SHA-256", "SHA-384", "SHA-512")) {
        // 190 and 222 are the maximum for 2048 bits, which is some libraries' default.
        for (int salt : List.of(20, 32, 48, 64, 0, 190, 222)) {
          schemes.add(wrong("rsa-pss-sha512", jca(key, "RSASSA-PSS", pss(digest, mask, salt))));
        }
      }
    }
    for (Interpretation<UnaryOperator<byte[]>> of :
        inPlaceOfText().subList(1, inPlaceOfText().size())) {
      Check twice = (text, signature) -> pkcs1.holds(of.value().apply(text), signature);
      schemes.add(of.with(new Scheme("rsa-v1_5-sha256", twice)));
      Check twicePss = (text, signature) -> pss.holds(of.value().apply(text), signature);
      schemes.add(of.with(new Scheme("rsa-pss-sha512", twicePss)));
    }
    return schemes;
  }

  private static Interpretation<Scheme> wrong(String algorithm, Check check) {
    return Interpretation.of(new Scheme(algorithm, check), WRONG_ALGORITHM, PART);
  }

  private static PSSParameterSpec pss(String digest, String mask, int salt) {
    return new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(mask), salt, 1);
  }

  private static Check jca(RSAPublicKey key, String name, @Nullable PSSParameterSpec parameters) {
    int length = (key.getModulus().bitLength() + 7) / 8;
    return (text, signature) -> {
      // The JDK notices a wrong length only after it has hashed the whole text.
      if (signature.length != length) {
        return false;
      }
      try {
        Signature engine = Signature.getInstance(name);
        if (parameters != null) {
          engine.setParameter(parameters);
        }
        engine.initVerify(key);
        engine.update(text);
        return engine.verify(signature);
      } catch (GeneralSecurityException e) {
        return false;
      }
    };
  }
}
