package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Examination.doctorWith;
import static io.yiwang.identity.doctor.Examination.key;
import static io.yiwang.identity.doctor.Examination.request;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.doctor.ForeignKey.Kind;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KnownKeyTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final ForeignKey KEY = key(Kind.SM2);

  @ParameterizedTest
  @EnumSource(names = {"SM2", "ECDSA_P256"})
  void examine_publicKeyWithItsPrefixTwiceOrNone_isPublicKeyPrefix(Kind kind) throws Exception {
    byte[] point = key(kind).point();
    byte[] twice = org.bouncycastle.util.Arrays.prepend(point, (byte) 4);
    byte[] none = Arrays.copyOfRange(point, 1, 65);
    HttpMessage message = request(kind).message();

    for (byte[] form : List.of(twice, none, HEX.formatHex(twice).getBytes(US_ASCII))) {
      Diagnosis diagnosis = doctorWith(KnownKey.of("wallet-2026", form)).examine(message);
      assertEquals(List.of(Mistake.PUBLIC_KEY_PREFIX), diagnosis.mistakes());
    }
  }

  @Test
  void examine_prefixRemovedFromAnXThatBeginsWith04_isPublicKeyPrefix() throws Exception {
    ForeignKey key = new ForeignKey(Kind.SM2);
    while (key.point()[1] != 4) {
      key = new ForeignKey(Kind.SM2);
    }
    byte[] cutTwice = Arrays.copyOfRange(key.point(), 2, 65);

    Diagnosis diagnosis =
        doctorWith(KnownKey.of("wallet-2026", cutTwice))
            .examine(ForeignMessage.request(key).message());

    assertEquals(List.of(Mistake.PUBLIC_KEY_PREFIX), diagnosis.mistakes());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void of_eachForm_isTheSameKey(Kind kind) throws Exception {
    byte[] spki = key(kind).pair.getPublic().getEncoded();
    String base64 = Base64.getMimeEncoder().encodeToString(spki);
    String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    HttpMessage message = request(kind).message();

    for (byte[] form :
        List.of(
            spki,
            pem.getBytes(US_ASCII),
            base64.getBytes(US_ASCII),
            HEX.formatHex(spki).getBytes(US_ASCII))) {
      assertTrue(doctorWith(KnownKey.of("wallet-2026", form)).examine(message).isClean());
    }
    if (kind.onCurve()) {
      assertTrue(
          doctorWith(KnownKey.of("wallet-2026", key(kind).point())).examine(message).isClean());
    }
  }

  @Test
  void of_notAKey_isRejectedWithoutQuotingIt() {
    for (String form :
        List.of("", "not a key", "-----BEGIN PUBLIC KEY-----\nAAAA", "00".repeat(65))) {
      var e =
          assertThrows(
              InvalidKeyException.class, () -> KnownKey.of("wallet-2026", form.getBytes(US_ASCII)));
      assertEquals(
          "not a public key of a known kind, of " + form.length() + " bytes", e.getMessage());
    }
  }

  @Test
  void of_curveInPlaceOfTheAlgorithm_isRead() throws Exception {
    AlgorithmIdentifier marking =
        new AlgorithmIdentifier(GMObjectIdentifiers.sm2p256v1, GMObjectIdentifiers.sm2p256v1);
    byte[] spki = new SubjectPublicKeyInfo(marking, KEY.point()).getEncoded();
    PrivateKeyInfo common = PrivateKeyInfo.getInstance(KEY.pair.getPrivate().getEncoded());

    Diagnosis diagnosis =
        SignatureDoctor.builder()
            .signerKey(KnownKey.of("wallet-2026", spki))
            .build()
            .examine(request(Kind.SM2).message());
    assertTrue(diagnosis.isClean(), diagnosis.report());
    ContentKeysTest.assertSealed(
        ContentKeysTest.wrapped(),
        new PrivateKeyInfo(marking, common.parsePrivateKey()).getEncoded());
  }

  @Test
  void of_pemAfterAByteOrderMark_isRead() throws Exception {
    UnaryOperator<String> pem =
        type ->
            "\ufeff-----BEGIN "
                + type
                + "-----\n"
                + Base64.getMimeEncoder()
                    .encodeToString(
                        type.startsWith("PUBLIC")
                            ? KEY.pair.getPublic().getEncoded()
                            : KEY.pair.getPrivate().getEncoded())
                + "\n-----END "
                + type
                + "-----\n";

    KnownKey key = KnownKey.of("wallet-2026", pem.apply("PUBLIC KEY").getBytes(UTF_8));

    assertTrue(
        SignatureDoctor.builder()
            .signerKey(key)
            .build()
            .examine(request(Kind.SM2).message())
            .isClean());
    ContentKeysTest.assertSealed(
        ContentKeysTest.wrapped(), pem.apply("PRIVATE KEY").getBytes(UTF_8));
  }
}
