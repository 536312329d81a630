package io.yiwang.identity.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.doctor.Diagnosis.Finding;
import io.yiwang.identity.doctor.ForeignKey.Kind;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.jcajce.provider.asymmetric.ec.BCECPrivateKey;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes of those who sign with cryptographic devices or write SM2 themselves. */
class SmMistakesTest {
  private static final ForeignKey KEY = new ForeignKey(Kind.SM2);
  private static final ForeignKey OTHER = new ForeignKey(Kind.SM2);
  private static final X9ECParameters CURVE = GMNamedCurves.getByName("sm2p256v1");
  private static final BigInteger N = CURVE.getN();
  private static final byte[] USER_ID = ForeignKey.USER_ID;

  private static void says(ForeignMessage message, Mistake... mistakes) throws Exception {
    SignatureDoctor doctor =
        SignatureDoctor.builder()
            .theirs(KnownKey.of("wallet-2026", KEY.pair.getPublic().getEncoded()))
            .own(KnownKey.of("gw-1", OTHER.pair.getPublic().getEncoded()))
            .build();
    Diagnosis diagnosis = doctor.examine(message.message());
    assertEquals(List.of(mistakes), diagnosis.mistakes(), diagnosis.report());
  }

  private static ForeignMessage request() {
    return ForeignMessage.request(KEY);
  }

  /** The signature written otherwise than as r and s. */
  private static void written(UnaryOperator<byte[]> form, Mistake... mistakes) throws Exception {
    says(
        request().written(raw -> ":" + Base64.getEncoder().encodeToString(form.apply(raw)) + ":"),
        mistakes);
  }

  private static byte[] joined(byte[]... parts) {
    return org.bouncycastle.util.Arrays.concatenate(parts);
  }

  private static byte[] reversed(byte[] bytes) {
    return org.bouncycastle.util.Arrays.reverse(bytes);
  }

  private static byte[] half(byte[] raw, int i) {
    return Arrays.copyOfRange(raw, 32 * i, 32 * i + 32);
  }

  // What the bytes of a signature are.

  @Test
  void examine_structureOfADevice_isThat() throws Exception {
    byte[] zeros = new byte[32];
    written(raw -> joined(zeros, half(raw, 0), zeros, half(raw, 1)), Mistake.DEVICE_STRUCTURE);
    written(raw -> joined(half(raw, 0), zeros, half(raw, 1), zeros), Mistake.DEVICE_STRUCTURE);
  }

  @Test
  void examine_publicKeyBehindTheSignature_isThat() throws Exception {
    byte[] point = KEY.point();
    written(raw -> joined(raw, Arrays.copyOfRange(point, 1, 65)), Mistake.KEY_APPENDED);
    written(raw -> joined(raw, point), Mistake.KEY_APPENDED);
  }

  @Test
  void examine_prefixOfAKeyBeforeR_isThat() throws Exception {
    written(raw -> joined(new byte[] {4}, raw), Mistake.PREFIX_BEFORE_R);
  }

  @Test
  void examine_littleEndianHalves_areThat() throws Exception {
    written(
        raw -> joined(reversed(half(raw, 0)), reversed(half(raw, 1))),
        Mistake.HALVES_LITTLE_ENDIAN);
  }

  @Test
  void examine_lowS_isThatAlsoInDer() throws Exception {
    UnaryOperator<byte[]> negated =
        raw ->
            joined(
                half(raw, 0),
                BigIntegers.asUnsignedByteArray(32, N.subtract(new BigInteger(1, half(raw, 1)))));
    written(negated, Mistake.LOW_S);
    written(
        raw -> {
          try {
            byte[] low = negated.apply(raw);
            return StandardDSAEncoding.INSTANCE.encode(
                N, new BigInteger(1, half(low, 0)), new BigInteger(1, half(low, 1)));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        },
        Mistake.DER_FOR_RAW,
        Mistake.LOW_S);
  }

  // What is signed: by GB/T 32918.2 section 6, with a number of the test's own.

  private static byte[] signNumber(BigInteger e) {
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
    says(request().signedBy(text -> signNumber(new BigInteger(1, number.apply(text)))), mistakes);
  }

  @Test
  void examine_theTestsOwnSigner_isSoundWhereItIsRight() throws Exception {
    signed(text -> sm3(z(KEY.point(), USER_ID), text));
  }

  @Test
  void examine_zNotHashed_isThat() throws Exception {
    byte[] parts = zParts(KEY.point(), USER_ID, 8 * USER_ID.length);
    signed(text -> sm3(parts, text), Mistake.Z_NOT_HASHED);
  }

  @Test
  void examine_lengthOfTheUserIdInBytes_isThat() throws Exception {
    byte[] z = sm3(zParts(KEY.point(), USER_ID, USER_ID.length));
    signed(text -> sm3(z, text), Mistake.USER_ID_LENGTH);
  }

  @Test
  void examine_userIdWithItsNul_isThat() throws Exception {
    says(
        request()
            .signedBy(
                text ->
                    ForeignKey.raw(
                        KEY.jca(
                            "SM3WITHSM2", new SM2ParameterSpec(Arrays.copyOf(USER_ID, 17)), text))),
        Mistake.USER_ID_TERMINATED);
  }

  @Test
  void examine_zOfTheOtherSidesKey_isThat() throws Exception {
    byte[] z = z(OTHER.point(), USER_ID);
    signed(text -> sm3(z, text), Mistake.Z_OF_OTHER_KEY);
  }

  @Test
  void examine_zBehindTheText_isThat() throws Exception {
    byte[] z = z(KEY.point(), USER_ID);
    signed(text -> sm3(text, z), Mistake.Z_AFTER_TEXT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void examine_digestInHex_isThat(boolean upper) throws Exception {
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
  void examine_userIdThatIsTheKey_isThat(int from, boolean upper) throws Exception {
    String hex = HexFormat.of().formatHex(KEY.point(), from, 65);
    byte[] userId = (upper ? hex.toUpperCase(Locale.ROOT) : hex).getBytes(US_ASCII);
    byte[] z = z(KEY.point(), userId);
    byte[] bare = z(KEY.point(), Arrays.copyOfRange(KEY.point(), from, 65));

    signed(text -> sm3(z, text), Mistake.USER_ID_IS_KEY);
    signed(text -> sm3(bare, text), Mistake.USER_ID_IS_KEY);
  }

  // Sealed values.

  private static byte[] field(byte[] number, int length) {
    byte[] field = new byte[length];
    System.arraycopy(number, 0, field, length - number.length, number.length);
    return field;
  }

  /** C1 C3 C2 of a 16-byte key, by Bouncy Castle. */
  private static byte[] wrapped() throws Exception {
    SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
    engine.init(
        true,
        new ParametersWithRandom(PublicKeyFactory.createKey(KEY.pair.getPublic().getEncoded())));
    return engine.processBlock(SealingDoctorTest.contentKey(), 0, 16);
  }

  private static void sealed(byte[] ek, byte[] privateKey, Mistake... mistakes) throws Exception {
    Diagnosis diagnosis =
        new SealingDoctor(privateKey)
            .examine(SealingDoctorTest.sealedWith(ek), SealingDoctorTest.pointer());
    assertEquals(List.of(mistakes), diagnosis.mistakes(), diagnosis.report());
  }

  @ParameterizedTest
  @CsvSource({"64,true,16", "64,false,16", "64,false,136", "32,true,16", "32,false,16"})
  void examine_structureOfADeviceForTheKey_isThat(int field, boolean bigEndian, int room)
      throws Exception {
    byte[] wrapped = wrapped();
    ByteBuffer structure =
        ByteBuffer.allocate(2 * field + 32 + 4 + room)
            .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    structure.put(field(Arrays.copyOfRange(wrapped, 1, 33), field));
    structure.put(field(Arrays.copyOfRange(wrapped, 33, 65), field));
    structure.put(wrapped, 65, 32);
    structure.putInt(16);
    structure.put(wrapped, 97, 16);

    sealed(structure.array(), KEY.pair.getPrivate().getEncoded(), Mistake.CIPHER_STRUCTURE);
  }

  @Test
  void examine_compressedPoint_isThat() throws Exception {
    byte[] wrapped = wrapped();
    byte[] point = CURVE.getCurve().decodePoint(Arrays.copyOf(wrapped, 65)).getEncoded(true);

    sealed(
        joined(point, Arrays.copyOfRange(wrapped, 65, wrapped.length)),
        KEY.pair.getPrivate().getEncoded(),
        Mistake.CIPHER_COMPRESSED);
  }

  // Keys marked by their curve.

  @Test
  void keys_markedByTheCurveInTheAlgorithmsPlace_areRead() throws Exception {
    AlgorithmIdentifier marking =
        new AlgorithmIdentifier(GMObjectIdentifiers.sm2p256v1, GMObjectIdentifiers.sm2p256v1);
    byte[] spki = new SubjectPublicKeyInfo(marking, KEY.point()).getEncoded();
    PrivateKeyInfo common = PrivateKeyInfo.getInstance(KEY.pair.getPrivate().getEncoded());

    Diagnosis diagnosis =
        SignatureDoctor.builder()
            .theirs(KnownKey.of("wallet-2026", spki))
            .build()
            .examine(request().message());
    assertTrue(diagnosis.isClean(), diagnosis.report());
    sealed(wrapped(), new PrivateKeyInfo(marking, common.parsePrivateKey()).getEncoded());
  }

  @Test
  void keys_behindAByteOrderMark_areRead() throws Exception {
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
        SignatureDoctor.builder().theirs(key).build().examine(request().message()).isClean());
    sealed(wrapped(), pem.apply("PRIVATE KEY").getBytes(UTF_8));
  }

  // What happens on the way.

  @Test
  void examine_bodyThatAFilterConsumed_isMissingAndNothingElse() throws Exception {
    says(request().arrivesWith(new byte[0]), Mistake.BODY_MISSING);
    says(
        request().arrivesWith(new byte[0]).arrivesWith("content-length", "120"),
        Mistake.BODY_MISSING);
  }

  @Test
  void examine_digestOfAnEmptyBody_isNotOfAMissingOne() throws Exception {
    ForeignMessage message = ForeignMessage.request(KEY, "");

    assertTrue(
        SignatureDoctor.builder()
            .theirs(KnownKey.of("wallet-2026", KEY.pair.getPublic().getEncoded()))
            .build()
            .examine(message.message())
            .mistakes()
            .stream()
            .noneMatch(Mistake.BODY_MISSING::equals));
  }

  private static Diagnosis arrivesAs(String path, String... headers) throws Exception {
    ForeignMessage message =
        request()
            .arrivesAs("POST " + path + "?text=%E5%81%9C%E8%BD%A6&region=330100&limit=20 HTTP/1.1");
    for (int i = 0; i < headers.length; i += 2) {
      message.arrivesWith(headers[i], headers[i + 1]);
    }
    return SignatureDoctor.builder()
        .theirs(KnownKey.of("wallet-2026", KEY.pair.getPublic().getEncoded()))
        .path("/igs/v1/messages")
        .build()
        .examine(message.message());
  }

  @Test
  void examine_pathRewrittenByAPrefix_namesThePrefix() throws Exception {
    assertEquals(
        List.of(
            new Finding(
                Mistake.PATH_REWRITTEN, "@path", "the prefix /gateway was added on the way")),
        arrivesAs("/gateway/igs/v1/messages").findings());
    assertEquals(
        List.of(
            new Finding(
                Mistake.PATH_REWRITTEN, "@path", "the prefix /igs was taken away on the way")),
        arrivesAs("/v1/messages").findings());
    // By the path that the doctor was given.
    assertEquals(
        List.of(new Finding(Mistake.PATH_REWRITTEN, "@path")),
        arrivesAs("/internal/letters").findings());
    assertTrue(
        arrivesAs("/v1/messages")
            .report()
            .endsWith("(the prefix /igs was taken away on the way)\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-original-uri", "x-rewrite-url", "x-envoy-original-path"})
  void examine_pathThatAProxyKeptInAHeader_isThePath(String header) throws Exception {
    ForeignMessage message =
        request()
            .signs("@path", "/public/letters")
            .arrivesAs("POST /other/place?text=%E5%81%9C%E8%BD%A6&region=330100&limit=20 HTTP/1.1")
            .arrivesWith(header, "/public/letters?text=1");

    says(message, Mistake.PATH_REWRITTEN);
  }
}
