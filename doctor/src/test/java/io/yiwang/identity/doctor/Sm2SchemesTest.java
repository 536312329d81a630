package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Examination.assertMistakes;
import static io.yiwang.identity.doctor.Examination.doctor;
import static io.yiwang.identity.doctor.Examination.key;
import static io.yiwang.identity.doctor.Examination.otherKey;
import static io.yiwang.identity.doctor.Examination.request;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.yiwang.identity.doctor.ForeignKey.Kind;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.jcajce.provider.asymmetric.ec.BCECPrivateKey;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Sm2SchemesTest {
  private static final ForeignKey KEY = key(Kind.SM2);
  private static final ForeignKey OTHER = otherKey(Kind.SM2);
  private static final X9ECParameters CURVE = GMNamedCurves.getByName("sm2p256v1");
  private static final BigInteger N = CURVE.getN();
  private static final byte[] USER_ID = ForeignKey.USER_ID;

  @ParameterizedTest
  @ValueSource(
      strings = {"", "anonym@gmssl.org", "ALICE123@YAHOO.COM", "31323334353637383132333435363738"})
  void examine_userIdOfALibrary_isWrongUserId(String userId) {
    byte[] id = userId.getBytes(US_ASCII);
    assertMistakes(
        request(Kind.SM2)
            .signedBy(
                text ->
                    ForeignKey.raw(
                        key(Kind.SM2).jca("SM3WITHSM2", new SM2ParameterSpec(id), text))),
        Mistake.WRONG_USER_ID);
  }

  @Test
  void examine_userIdIsTheAppSecret_isWrongUserIdAndPrintsNoSecret() {
    byte[] secret = "DEMOSECRET000001".getBytes(US_ASCII);
    HttpMessage message =
        request(Kind.SM2)
            .signedBy(
                text ->
                    ForeignKey.raw(
                        key(Kind.SM2).jca("SM3WITHSM2", new SM2ParameterSpec(secret), text)))
            .message();

    Diagnosis diagnosis = doctor(key(Kind.SM2)).userId(secret).build().examine(message);

    assertEquals(List.of(Mistake.WRONG_USER_ID), diagnosis.mistakes());
    assertFalse(diagnosis.report().contains("DEMOSECRET"));
  }

  /** Signs a number as it is, as hash=false does with a message or a digest. */
  private static byte[] signNumber(byte[] number) {
    BCECPrivateKey key = (BCECPrivateKey) key(Kind.SM2).pair.getPrivate();
    ECDomainParameters domain =
        new ECDomainParameters(
            key.getParameters().getCurve(), key.getParameters().getG(), key.getParameters().getN());
    BigInteger e = new BigInteger(1, number).mod(domain.getN());
    SM2Signer signer =
        new SM2Signer(PlainDSAEncoding.INSTANCE, new SM3Digest()) {
          @Override
          protected BigInteger calculateE(BigInteger n, byte[] digest) {
            return e;
          }
        };
    signer.init(true, new ECPrivateKeyParameters(key.getD(), domain));
    try {
      return signer.generateSignature();
    } catch (org.bouncycastle.crypto.CryptoException unexpected) {
      throw new IllegalStateException(unexpected);
    }
  }

  @Test
  void examine_messageSignedAsADigest_isNotHashed() {
    assertMistakes(request(Kind.SM2).signedBy(Sm2SchemesTest::signNumber), Mistake.NOT_HASHED);
  }

  @Test
  void examine_digestWithoutZ_isZLeftOut() {
    assertMistakes(
        request(Kind.SM2).signedBy(text -> signNumber(ForeignKey.digest("SM3", text))),
        Mistake.Z_LEFT_OUT);
  }

  private static byte[] joined(byte[]... parts) {
    return org.bouncycastle.util.Arrays.concatenate(parts);
  }

  private static byte[] signByHand(BigInteger e) {
    BigInteger d = ((BCECPrivateKey) KEY.pair.getPrivate()).getD();
    BigInteger k =
        new BigInteger("6CB28D99385C175C94F94E934817663FC176D925DD72B727260DBAAE1FB2F96F", 16);
    ECPoint point = CURVE.getG().multiply(k).normalize();
    BigInteger r = e.add(point.getAffineXCoord().toBigInteger()).mod(N);
    BigInteger s = d.add(BigInteger.ONE).modInverse(N).multiply(k.subtract(r.multiply(d))).mod(N);
    return joined(BigIntegers.asUnsignedByteArray(32, r), BigIntegers.asUnsignedByteArray(32, s));
  }

  private static byte[] sm3(byte[]... parts) {
    return ForeignKey.digest("SM3", joined(parts));
  }

  private static byte[] zParts(byte[] point, byte[] userId, int length) {
    return joined(
        new byte[] {(byte) (length >> 8), (byte) length},
        userId,
        CURVE.getCurve().getA().getEncoded(),
        CURVE.getCurve().getB().getEncoded(),
        CURVE.getG().getAffineXCoord().getEncoded(),
        CURVE.getG().getAffineYCoord().getEncoded(),
        Arrays.copyOfRange(point, 1, 65));
  }

  private static byte[] z(byte[] point, byte[] userId) {
    return sm3(zParts(point, userId, 8 * userId.length));
  }

  private static void signed(Function<byte[], byte[]> number, Mistake... mistakes)
      throws Exception {
    assertMistakes(
        request(Kind.SM2).signedBy(text -> signByHand(new BigInteger(1, number.apply(text)))),
        mistakes);
  }

  @Test
  void examine_ownSigner_isCleanWhereItIsRight() throws Exception {
    signed(text -> sm3(z(KEY.point(), USER_ID), text));
  }

  @Test
  void examine_zNotHashed_isNamed() throws Exception {
    byte[] parts = zParts(KEY.point(), USER_ID, 8 * USER_ID.length);
    signed(text -> sm3(parts, text), Mistake.Z_NOT_HASHED);
  }

  @Test
  void examine_userIdLengthInBytes_isNamed() throws Exception {
    byte[] z = sm3(zParts(KEY.point(), USER_ID, USER_ID.length));
    signed(text -> sm3(z, text), Mistake.USER_ID_LENGTH);
  }

  @Test
  void examine_userIdWithItsNul_isUserIdTerminated() throws Exception {
    assertMistakes(
        request(Kind.SM2)
            .signedBy(
                text ->
                    ForeignKey.raw(
                        KEY.jca(
                            "SM3WITHSM2", new SM2ParameterSpec(Arrays.copyOf(USER_ID, 17)), text))),
        Mistake.USER_ID_TERMINATED);
  }

  @Test
  void examine_zOfAnotherKey_isNamed() throws Exception {
    byte[] z = z(OTHER.point(), USER_ID);
    signed(text -> sm3(z, text), Mistake.Z_OF_OTHER_KEY);
  }

  @Test
  void examine_zAfterTheText_isNamed() throws Exception {
    byte[] z = z(KEY.point(), USER_ID);
    signed(text -> sm3(text, z), Mistake.Z_AFTER_TEXT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void examine_digestInHex_isDigestAsText(boolean upper) throws Exception {
    byte[] z = z(KEY.point(), USER_ID);
    UnaryOperator<byte[]> hex =
        bytes -> {
          String digits = HexFormat.of().formatHex(bytes);
          return (upper ? digits.toUpperCase(Locale.ROOT) : digits).getBytes(US_ASCII);
        };

    signed(text -> hex.apply(sm3(z, text)), Mistake.DIGEST_AS_TEXT);
    signed(text -> Arrays.copyOf(hex.apply(sm3(z, text)), 32), Mistake.DIGEST_AS_TEXT);
    signed(text -> sm3(hex.apply(sm3(z, text))), Mistake.DIGEST_AS_TEXT);
    signed(text -> sm3(z, hex.apply(sm3(z, text))), Mistake.DIGEST_AS_TEXT);
    signed(text -> hex.apply(sm3(text)), Mistake.DIGEST_AS_TEXT);
  }

  @ParameterizedTest
  @CsvSource({"0,false", "0,true", "1,false", "1,true"})
  void examine_keyAsUserId_isNamed(int from, boolean upper) throws Exception {
    String hex = HexFormat.of().formatHex(KEY.point(), from, 65);
    byte[] userId = (upper ? hex.toUpperCase(Locale.ROOT) : hex).getBytes(US_ASCII);
    byte[] z = z(KEY.point(), userId);
    byte[] bare = z(KEY.point(), Arrays.copyOfRange(KEY.point(), from, 65));

    signed(text -> sm3(z, text), Mistake.USER_ID_IS_KEY);
    signed(text -> sm3(bare, text), Mistake.USER_ID_IS_KEY);
  }
}
