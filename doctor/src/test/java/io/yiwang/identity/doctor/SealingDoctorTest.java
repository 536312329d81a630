package io.yiwang.identity.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.doctor.ForeignKey.Kind;
import io.yiwang.identity.sm.Sm2Sealer;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.signing.Sealed;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests mistakes of sealers, each made with Bouncy Castle and not with our own sealer. */
class SealingDoctorTest {
  private static final ForeignKey SM2 = new ForeignKey(Kind.SM2);
  private static final ForeignKey RSA = new ForeignKey(Kind.RSA);
  private static final String POINTER = "/proof/value";
  private static final byte[] TEXT = "浙A12345".getBytes(UTF_8);
  private static final byte[] KEY = HexFormat.of().parseHex("0123456789abcdeffedcba9876543210");
  private static final byte[] IV = HexFormat.of().parseHex("00001234567800000000abcd");

  private static void assertMistakes(ForeignKey key, Sealed sealed, Mistake... mistakes)
      throws Exception {
    SealingDoctor doctor = new SealingDoctor(key.pair.getPrivate().getEncoded());
    Diagnosis diagnosis = doctor.examine(sealed, POINTER, "/author/phone");
    assertEquals(List.of(mistakes), diagnosis.mistakes(), diagnosis.report());
  }

  private static byte[] wrap(SM2Engine.Mode mode, byte[] content) throws Exception {
    SM2Engine engine = new SM2Engine(mode);
    engine.init(
        true,
        new ParametersWithRandom(
            PublicKeyFactory.createKey(SM2.pair.getPublic().getEncoded()), new SecureRandom()));
    return engine.processBlock(content, 0, content.length);
  }

  private static byte[] wrapped() throws Exception {
    return wrap(SM2Engine.Mode.C1C3C2, KEY);
  }

  private static byte[] encrypted(
      String cipher, byte[] key, AlgorithmParameterSpec parameters, String additional, byte[] text)
      throws GeneralSecurityException {
    Cipher engine = Cipher.getInstance(cipher, ForeignKey.BC);
    engine.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, cipher.substring(0, 3)), parameters);
    if (additional != null) {
      engine.updateAAD(additional.getBytes(UTF_8));
    }
    return engine.doFinal(text);
  }

  private static byte[] gcm(byte[] key, String additional, byte[] text) throws Exception {
    return encrypted("SM4/GCM/NoPadding", key, new GCMParameterSpec(128, IV), additional, text);
  }

  static byte[] contentKey() {
    return KEY.clone();
  }

  static String pointer() {
    return POINTER;
  }

  /** Returns a sealed value with {@link #contentKey}, which the caller has encrypted. */
  static Sealed sealedWith(byte[] wrapped) throws Exception {
    byte[] whole = gcm(KEY, POINTER, TEXT);
    int end = whole.length - 16;
    return sealed(
        wrapped, IV, Arrays.copyOf(whole, end), Arrays.copyOfRange(whole, end, whole.length));
  }

  private static Sealed sealed(byte[] ek, byte[] iv, byte[] ct, byte[] tag) {
    return sealed("sm2-sm4-gcm", ek, iv, ct, tag);
  }

  private static Sealed sealed(String alg, byte[] ek, byte[] iv, byte[] ct, byte[] tag) {
    Base64.Encoder base64 = Base64.getEncoder();
    return new Sealed(
        "gw-seal-1",
        alg,
        base64.encodeToString(ek),
        base64.encodeToString(iv),
        base64.encodeToString(ct),
        base64.encodeToString(tag));
  }

  /** Returns a sealed value that is correct except for the encrypted key and the key used. */
  private static Sealed under(byte[] ek, byte[] key) throws Exception {
    return cut(ek, gcm(key, POINTER, TEXT));
  }

  private static Sealed cut(byte[] ek, byte[] gcm) {
    int end = gcm.length - 16;
    return sealed(ek, IV, Arrays.copyOf(gcm, end), Arrays.copyOfRange(gcm, end, gcm.length));
  }

  @Test
  void examine_correctValue_isClean() throws Exception {
    assertMistakes(SM2, under(wrapped(), KEY));
    byte[] spki = SM2.pair.getPublic().getEncoded();
    assertMistakes(
        SM2, new Sm2Sealer("gw-seal-1", SmKeys.publicKey(spki)).seal("浙A12345", POINTER));
  }

  @Test
  void examine_oldOrderC1C2C3_isCipherLayout() throws Exception {
    assertMistakes(SM2, under(wrap(SM2Engine.Mode.C1C2C3, KEY), KEY), Mistake.CIPHER_LAYOUT);
  }

  @Test
  void examine_der_isCipherLayout() throws Exception {
    byte[] raw = wrapped();
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(raw, 1, 33))));
    parts.add(new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(raw, 33, 65))));
    parts.add(new DEROctetString(Arrays.copyOfRange(raw, 65, 97)));
    parts.add(new DEROctetString(Arrays.copyOfRange(raw, 97, raw.length)));

    assertMistakes(SM2, under(new DERSequence(parts).getEncoded(), KEY), Mistake.CIPHER_LAYOUT);
  }

  @Test
  void examine_prefixMissingOrTwice_isCipherPrefix() throws Exception {
    byte[] raw = wrapped();

    assertMistakes(SM2, under(Arrays.copyOfRange(raw, 1, raw.length), KEY), Mistake.CIPHER_PREFIX);
    assertMistakes(
        SM2,
        under(org.bouncycastle.util.Arrays.prepend(raw, (byte) 4), KEY),
        Mistake.CIPHER_PREFIX);
  }

  @Test
  void examine_oldOrderWithoutPrefix_namesBoth() throws Exception {
    byte[] raw = wrap(SM2Engine.Mode.C1C2C3, KEY);

    assertMistakes(
        SM2,
        under(Arrays.copyOfRange(raw, 1, raw.length), KEY),
        Mistake.CIPHER_PREFIX,
        Mistake.CIPHER_LAYOUT);
  }

  @Test
  void examine_partsInHex_isHex() throws Exception {
    Sealed right = under(wrapped(), KEY);
    UnaryOperator<String> hex =
        base64 ->
            HexFormat.of().formatHex(Base64.getDecoder().decode(base64)).toUpperCase(Locale.ROOT);

    assertMistakes(
        SM2,
        new Sealed(
            right.kid(), right.alg(), hex.apply(right.ek()), right.iv(), right.ct(), right.tag()),
        Mistake.HEX_FOR_BASE64);
  }

  @Test
  void examine_keyEncryptedAsHexadecimalText_isContentKeyForm() throws Exception {
    byte[] text = HexFormat.of().formatHex(KEY).getBytes(US_ASCII);

    assertMistakes(SM2, under(wrap(SM2Engine.Mode.C1C3C2, text), KEY), Mistake.CONTENT_KEY_FORM);
  }

  @Test
  void examine_first16HexDigitsUsedAsKey_isContentKeyForm() throws Exception {
    String hex = HexFormat.of().formatHex(KEY);
    for (String text : List.of(hex, hex.toUpperCase(Locale.ROOT))) {
      byte[] used = text.substring(0, 16).getBytes(US_ASCII);
      assertMistakes(SM2, under(wrapped(), used), Mistake.CONTENT_KEY_FORM);
    }
  }

  @Test
  void examine_cbcOrEcb_isCipherMode() throws Exception {
    byte[] iv = Arrays.copyOf(IV, 16);
    byte[] cbc = encrypted("SM4/CBC/PKCS7Padding", KEY, new IvParameterSpec(iv), null, TEXT);
    byte[] ecb = encrypted("SM4/ECB/PKCS7Padding", KEY, null, null, TEXT);

    assertMistakes(SM2, sealed(wrapped(), iv, cbc, new byte[0]), Mistake.CIPHER_MODE);
    assertMistakes(SM2, sealed(wrapped(), IV, ecb, new byte[0]), Mistake.CIPHER_MODE);
  }

  @Test
  void examine_cbcAfterItsIv_namesBoth() throws Exception {
    byte[] iv = Arrays.copyOf(IV, 16);
    byte[] cbc = encrypted("SM4/CBC/PKCS7Padding", KEY, new IvParameterSpec(iv), null, TEXT);
    byte[] joined = org.bouncycastle.util.Arrays.concatenate(iv, cbc);

    assertMistakes(
        SM2,
        sealed(wrapped(), new byte[0], joined, new byte[0]),
        Mistake.CIPHER_MODE,
        Mistake.IV_OR_TAG_MISPLACED);
  }

  @Test
  void examine_tagAfterTheText_isMisplaced() throws Exception {
    byte[] whole = gcm(KEY, POINTER, TEXT);

    assertMistakes(SM2, sealed(wrapped(), IV, whole, new byte[0]), Mistake.IV_OR_TAG_MISPLACED);
    assertMistakes(
        SM2,
        sealed(
            wrapped(),
            new byte[0],
            org.bouncycastle.util.Arrays.concatenate(IV, whole),
            new byte[0]),
        Mistake.IV_OR_TAG_MISPLACED);
  }

  @Test
  void examine_fixedIvInPlaceOfTheGivenOne_isMisplaced() throws Exception {
    byte[] gcm =
        encrypted("SM4/GCM/NoPadding", KEY, new GCMParameterSpec(128, new byte[12]), POINTER, TEXT);

    assertMistakes(SM2, cut(wrapped(), gcm), Mistake.IV_OR_TAG_MISPLACED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "value", "proof/value", "$.proof.value", "#/proof/value", "/author/phone"})
  void examine_otherAdditionalData_isNamed(String additional) throws Exception {
    byte[] whole = gcm(KEY, additional.isEmpty() ? null : additional, TEXT);

    assertMistakes(SM2, cut(wrapped(), whole), Mistake.ADDITIONAL_DATA);
  }

  @Test
  void examine_textInGbk_isTextCharset() throws Exception {
    byte[] text = "浙A12345".getBytes(Charset.forName("GBK"));

    assertMistakes(SM2, cut(wrapped(), gcm(KEY, POINTER, text)), Mistake.TEXT_CHARSET);
  }

  @Test
  void examine_aesWithSm2_isWrongAlgorithm() throws Exception {
    byte[] whole =
        encrypted("AES/GCM/NoPadding", KEY, new GCMParameterSpec(128, IV), POINTER, TEXT);

    assertMistakes(SM2, cut(wrapped(), whole), Mistake.WRONG_ALGORITHM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RSA/ECB/OAEPWithSHA-1AndMGF1Padding",
        "RSA/ECB/PKCS1Padding",
        "RSA/ECB/OAEPWithSHA-256AndMGF1Padding"
      })
  void examine_otherRsaPaddings_isPadding(String padding) throws Exception {
    byte[] key = new byte[32];
    // The JDK's OAEP with SHA-256 still uses SHA-1 for the mask.
    Cipher wrapping = Cipher.getInstance(padding, "SunJCE");
    wrapping.init(Cipher.ENCRYPT_MODE, RSA.pair.getPublic());
    byte[] gcm = encrypted("AES/GCM/NoPadding", key, new GCMParameterSpec(128, IV), POINTER, TEXT);
    int end = gcm.length - 16;

    assertMistakes(
        RSA,
        sealed(
            "rsa-oaep-256-a256gcm",
            wrapping.doFinal(key),
            IV,
            Arrays.copyOf(gcm, end),
            Arrays.copyOfRange(gcm, end, gcm.length)),
        Mistake.PADDING);
  }

  @Test
  void examine_sealedForAnotherKey_isUnexplained() throws Exception {
    byte[] spki = new ForeignKey(Kind.SM2).pair.getPublic().getEncoded();
    Sealed sealed = new Sm2Sealer("gw-seal-1", SmKeys.publicKey(spki)).seal("浙A12345", POINTER);

    assertMistakes(SM2, sealed, Mistake.UNEXPLAINED);
  }

  @Test
  void constructor_notAPrivateKey_isRejectedWithoutQuotingIt() {
    for (byte[] none : List.of(TEXT, new ForeignKey(Kind.ED25519).pair.getPrivate().getEncoded())) {
      var e = assertThrows(InvalidKeyException.class, () -> new SealingDoctor(none));
      assertFalse(e.getMessage().contains("浙"), e.getMessage());
      assertTrue(e.getMessage().contains("private key"), e.getMessage());
    }
  }
}
