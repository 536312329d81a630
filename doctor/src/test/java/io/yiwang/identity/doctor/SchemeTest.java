package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Examination.assertMistakes;
import static io.yiwang.identity.doctor.Examination.key;
import static io.yiwang.identity.doctor.Examination.request;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.yiwang.identity.doctor.ForeignKey.Kind;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemeTest {
  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_digestSignedAsAMessage_isHashedTwice(Kind kind) {
    assertMistakes(
        request(kind).signedBy(text -> key(kind).sign(ForeignKey.digest(kind.digest(), text))),
        Mistake.HASHED_TWICE);
    assertMistakes(
        request(kind)
            .signedBy(
                text ->
                    key(kind)
                        .sign(
                            HEX.formatHex(ForeignKey.digest(kind.digest(), text))
                                .toUpperCase(Locale.ROOT)
                                .getBytes(US_ASCII))),
        Mistake.HASHED_TWICE);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_anotherAlgorithm_isWrongAlgorithm(Kind kind) {
    assertMistakes(
        request(kind)
            .signedBy(
                text ->
                    switch (kind) {
                      case SM2 -> ForeignKey.raw(key(kind).jca("SHA256withECDSA", null, text));
                      case ECDSA_P256 ->
                          ForeignKey.raw(key(kind).jca("SHA512withECDSA", null, text));
                      case ED25519 -> prehashed(text);
                      case RSA -> key(kind).jca("SHA1withRSA", null, text);
                      // MGF1 with SHA-1 is the default of the JCA.
                      case RSA_PSS -> withDefaultMask(text);
                    }),
        Mistake.WRONG_ALGORITHM);
  }

  private static byte[] withDefaultMask(byte[] text) {
    try {
      Signature engine = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
      engine.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA1, 64, 1));
      engine.initSign(
          KeyFactory.getInstance("RSA")
              .generatePrivate(
                  new PKCS8EncodedKeySpec(key(Kind.RSA_PSS).pair.getPrivate().getEncoded())));
      engine.update(text);
      return engine.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] prehashed(byte[] text) {
    var signer = new org.bouncycastle.crypto.signers.Ed25519phSigner(new byte[0]);
    try {
      signer.init(
          true,
          org.bouncycastle.crypto.util.PrivateKeyFactory.createKey(
              key(Kind.ED25519).pair.getPrivate().getEncoded()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    signer.update(text, 0, text.length);
    return signer.generateSignature();
  }

  @Test
  void examine_pssNamedPkcs1_isWrongAlgorithm() {
    assertMistakes(
        ForeignMessage.request(key(Kind.RSA_PSS)).parameter("alg", "\"rsa-v1_5-sha256\""),
        Mistake.WRONG_ALGORITHM);
  }

  @Test
  void examine_algorithmWithAnotherName_isWrongAlgorithm() {
    assertMistakes(request(Kind.SM2).parameter("alg", "\"SM3withSM2\""), Mistake.WRONG_ALGORITHM);
  }
}
