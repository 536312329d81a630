package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests key files as they are found in China. OpenSSL 3.0.19 wrote those whose names begin with
 * {@code standard-} from the standard's example key; the others are generated here.
 */
class SmKeyFilesTest {
  private static final ASN1ObjectIdentifier GB_DATA =
      new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.1");

  private static final Sm2PrivateKey KEY = StandardVectors.key();
  private static final byte[] POINT = KEY.publicKey().point().encoded();
  private static final char[] PASSWORD = "secret".toCharArray();
  private static final ASN1ObjectIdentifier SM2 = GMObjectIdentifiers.sm2p256v1;
  private static final AlgorithmIdentifier COMMON =
      new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SM2);
  private static final BouncyCastleProvider BC = new BouncyCastleProvider();

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            SmKeyFilesTest.class.getResourceAsStream("/fixtures/keys/" + name))) {
      return in.readAllBytes();
    }
  }

  private static byte[] der(String name) throws IOException {
    return Base64.getMimeDecoder()
        .decode(new String(fixture(name), US_ASCII).replaceAll("-----[A-Z0-9 ]+-----", ""));
  }

  private static void assertStandardKey(Sm2PrivateKey key) {
    assertEquals(Numbers.of(KEY.d()), Numbers.of(key.d()));
  }

  private static InvalidKeyException refused(byte[] content, char[] password) {
    var e = assertThrows(InvalidKeyException.class, () -> SmKeys.privateKey(content, password));
    assertNull(e.getCause());
    return e;
  }

  private static Sm2PrivateKey pkcs12(byte[] content, String password) throws Exception {
    return SmKeys.pkcs12(new ByteArrayInputStream(content), password.toCharArray(), null);
  }

  // The algorithm's identifier.

  private static List<AlgorithmIdentifier> markings() {
    return List.of(
        COMMON,
        new AlgorithmIdentifier(SM2, SM2),
        new AlgorithmIdentifier(SM2),
        new AlgorithmIdentifier(SM2, DERNull.INSTANCE),
        new AlgorithmIdentifier(GMObjectIdentifiers.sm2sign, SM2),
        new AlgorithmIdentifier(GMObjectIdentifiers.sm2encrypt));
  }

  @Test
  void keys_withTheCurveAsAlgorithm_areRead() throws Exception {
    ECPrivateKey sec1 = new ECPrivateKey(256, Numbers.of(KEY.d()), new DERBitString(POINT), null);
    for (AlgorithmIdentifier marking : markings()) {
      assertStandardKey(SmKeys.privateKey(new PrivateKeyInfo(marking, sec1).getEncoded()));
      assertEquals(
          KEY.publicKey(), SmKeys.publicKey(new SubjectPublicKeyInfo(marking, POINT).getEncoded()));
    }
    Sm2PublicKey given = SmKeys.publicKey(fixture("sm2oid-public.pem"));
    assertEquals(given, SmKeys.publicKey(given.spki()));
  }

  @Test
  void keys_withAnotherAlgorithm_areRefused() throws Exception {
    ASN1ObjectIdentifier p256 = new ASN1ObjectIdentifier("1.2.840.10045.3.1.7");
    for (AlgorithmIdentifier marking :
        List.of(
            new AlgorithmIdentifier(SM2, p256),
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, p256),
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey),
            new AlgorithmIdentifier(GMObjectIdentifiers.sm3, SM2))) {
      byte[] spki = new SubjectPublicKeyInfo(marking, POINT).getEncoded();
      assertThrows(InvalidKeyException.class, () -> SmKeys.publicKey(spki));
    }
  }

  /** Checks a certificate that has no key in either provider, and needs none. */
  @Test
  void publicKey_ofACertificateWithTheCurveAsAlgorithm_isItsKey() throws Exception {
    byte[] certificate = fixture("sm2oid-leaf.cer");
    for (CertificateFactory factory :
        List.of(
            CertificateFactory.getInstance("X.509"), CertificateFactory.getInstance("X.509", BC))) {
      X509Certificate read =
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(certificate));
      assertEquals(SmKeys.publicKey(certificate), SmKeys.publicKey(read));
    }
  }

  // Forms of private keys.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "standard-old-aes.pem",
        "standard-old-des3.pem",
        "standard-old-sm4.pem",
        "standard-sm4.pem"
      })
  void privateKey_encryptedByOpenssl_isReadOrRefusedWithTheReason(String file) throws Exception {
    byte[] content = fixture(file);

    assertStandardKey(SmKeys.privateKey(content, PASSWORD));
    assertEquals(
        "the private key cannot be opened with this password",
        refused(content, "other".toCharArray()).getMessage());
    assertEquals(
        "the private key is encrypted; give its password",
        assertThrows(InvalidKeyException.class, () -> SmKeys.privateKey(content)).getMessage());
  }

  @Test
  void privateKey_unknownCipher_isNamed() throws Exception {
    String old = new String(fixture("standard-old-aes.pem"), US_ASCII);
    byte[] camellia = old.replace("AES-128-CBC", "CAMELLIA-128-CBC").getBytes(US_ASCII);
    byte[] encrypted =
        new EncryptedPrivateKeyInfo(
                new AlgorithmIdentifier(
                    PKCSObjectIdentifiers.id_PBES2,
                    new PBES2Parameters(
                        new KeyDerivationFunc(
                            PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(new byte[8], 1)),
                        new EncryptionScheme(
                            NISTObjectIdentifiers.id_aes256_OFB,
                            new DEROctetString(new byte[16])))),
                new byte[64])
            .getEncoded();

    assertTrue(refused(camellia, PASSWORD).getMessage().contains("a cipher that is not known"));
    assertTrue(
        refused(encrypted, PASSWORD)
            .getMessage()
            .contains("an algorithm that is not known here (2.16.840.1.101.3.4.1.43)"));
  }

  @Test
  void read_textOfEditorsAndSettings_isRead() throws Exception {
    String pem = new String(fixture("standard-pkcs8.pem"), US_ASCII);
    String bare = Base64.getEncoder().encodeToString(der("standard-pkcs8.pem"));
    for (byte[] text :
        List.of(
            ("\ufeff" + pem).getBytes(UTF_8),
            ("\ufeff" + pem).getBytes(UTF_16LE),
            pem.strip().replace("\n", "\\n").getBytes(US_ASCII),
            bare.getBytes(US_ASCII),
            ("\ufeff" + bare + "\r\n").getBytes(UTF_8))) {
      assertStandardKey(SmKeys.privateKey(text));
    }
    String spki = Base64.getMimeEncoder().encodeToString(der("standard-spki.pem"));
    assertEquals(KEY.publicKey(), SmKeys.publicKey(spki.getBytes(US_ASCII)));
    assertEquals(KEY.publicKey(), SmKeys.publicKey(fixture("standard-trusted-cert.pem")));
  }

  @Test
  void privateKey_withThePublicHalfOfAnother_isRefused() throws Exception {
    byte[] other = SmKeys.generate().publicKey().point().encoded();
    byte[] offCurve = POINT.clone();
    offCurve[64] ^= 1;
    for (byte[] half : List.of(other, offCurve, new byte[65])) {
      ECPrivateKey mixed = new ECPrivateKey(256, Numbers.of(KEY.d()), new DERBitString(half), null);
      ECPrivateKey sec1 = new ECPrivateKey(256, Numbers.of(KEY.d()), new DERBitString(half), SM2);
      byte[] pkcs8 = new PrivateKeyInfo(COMMON, mixed).getEncoded();
      for (byte[] key :
          List.of(pkcs8, sec1.getEncoded(), new PrivateKeyInfo(COMMON, sec1).getEncoded())) {
        assertEquals(
            "the public key beside it does not belong to this private key",
            assertThrows(InvalidKeyException.class, () -> SmKeys.privateKey(key)).getMessage());
      }
      byte[] keyBag = pkcs12(PKCSObjectIdentifiers.keyBag, new PrivateKeyInfo(COMMON, mixed), null);
      assertThrows(InvalidKeyException.class, () -> pkcs12(keyBag, "secret"));
    }
  }

  // CFCA's container.

  private static byte[] cfca(byte[] password, BigInteger d, byte[] certificate) throws Exception {
    SM3Digest sm3 = new SM3Digest();
    byte[] counter = {0, 0, 0, 1};
    sm3.update(password, 0, password.length);
    sm3.update(counter, 0, 4);
    byte[] derived = new byte[32];
    sm3.doFinal(derived, 0);
    Cipher sm4 = Cipher.getInstance("SM4/CBC/PKCS7Padding", BC);
    sm4.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(derived, 16, 16, "SM4"),
        new IvParameterSpec(derived, 0, 16));
    byte[] number = new byte[32];
    Sm2Curve.write(d, number, 0);
    ASN1Encodable data = GB_DATA;
    ASN1Encodable cipher = GMObjectIdentifiers.sm_scheme.branch("104");
    return new DERSequence(
            new ASN1Encodable[] {
              new ASN1Integer(1L),
              new DERSequence(
                  new ASN1Encodable[] {data, cipher, new DEROctetString(sm4.doFinal(number))}),
              new DERSequence(new ASN1Encodable[] {data, new DEROctetString(certificate)})
            })
        .getEncoded();
  }

  @Test
  void privateKey_inCfcasContainer_isReadWithItsPassword(@TempDir Path folder) throws Exception {
    byte[] container =
        cfca("secret".getBytes(UTF_8), Numbers.of(KEY.d()), der("standard-cert.pem"));
    byte[] base64 = Base64.getMimeEncoder().encode(container);
    Path file = Files.write(folder.resolve("sign.sm2"), base64);

    assertStandardKey(SmKeys.privateKey(container, PASSWORD));
    assertStandardKey(SmKeys.privateKey(base64, PASSWORD));
    assertStandardKey(SmKeys.privateKey(file, PASSWORD));
    assertEquals(
        "the private key cannot be opened with this password",
        refused(container, "other".toCharArray()).getMessage());
    assertEquals(
        "the private key is encrypted; give its password",
        assertThrows(InvalidKeyException.class, () -> SmKeys.privateKey(container)).getMessage());
  }

  @Test
  void privateKey_inCfcasContainerWithAnotherCertificate_isRefused() throws Exception {
    Sm2PrivateKey other = SmKeys.generate();
    byte[] container =
        cfca("secret".getBytes(UTF_8), Numbers.of(other.d()), der("standard-cert.pem"));

    assertEquals(
        "the public key beside it does not belong to this private key",
        refused(container, PASSWORD).getMessage());
  }

  // PKCS#12.

  @ParameterizedTest
  @CsvSource({
    "standard-sm.p12,secret",
    "standard-sha512.p12,secret",
    "standard-nomac.p12,secret",
    "standard-empty.p12,''",
    "standard-empty-3des.p12,''",
    "standard.p12,secret"
  })
  void pkcs12_writtenByOpenssl_isRead(String file, String password) throws Exception {
    byte[] content = fixture(file);

    assertStandardKey(pkcs12(content, password));
    assertStandardKey(pkcs12(Base64.getMimeEncoder().encode(content), password));
    var wrong = assertThrows(InvalidKeyException.class, () -> pkcs12(content, "wrong"));
    assertTrue(wrong.getMessage().contains("password"), wrong.getMessage());
    assertNull(wrong.getCause());
  }

  /** Returns a bag under a MAC by PBMAC1 with HMAC of SM3 (RFC 9579). */
  private static byte[] pkcs12(
      ASN1ObjectIdentifier kind, ASN1Encodable value, ASN1ObjectIdentifier macDigest)
      throws Exception {
    byte[] bags = new DERSequence(new SafeBag(kind, value, new DERSet())).getEncoded();
    ContentInfo data = new ContentInfo(PKCSObjectIdentifiers.data, new DEROctetString(bags));
    byte[] safe = new AuthenticatedSafe(new ContentInfo[] {data}).getEncoded();
    byte[] salt = new byte[8];
    MacData mac;
    if (macDigest == null) {
      PKCS5S2ParametersGenerator keys = new PKCS5S2ParametersGenerator(new SM3Digest());
      keys.init(PBEParametersGenerator.PKCS5PasswordToUTF8Bytes(PASSWORD), salt, 10);
      HMac hmac = new HMac(new SHA512Digest());
      hmac.init((KeyParameter) keys.generateDerivedMacParameters(8 * 20));
      hmac.update(safe, 0, safe.length);
      byte[] code = new byte[64];
      hmac.doFinal(code, 0);
      AlgorithmIdentifier prf = new AlgorithmIdentifier(GMObjectIdentifiers.hmac_sm3);
      AlgorithmIdentifier scheme =
          new AlgorithmIdentifier(
              PKCSObjectIdentifiers.id_PBMAC1,
              new PBMAC1Params(
                  new AlgorithmIdentifier(
                      PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, 10, 20, prf)),
                  new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA512)));
      mac = new MacData(new DigestInfo(scheme, code), new byte[1], 1);
    } else {
      mac = new MacData(new DigestInfo(new AlgorithmIdentifier(macDigest), new byte[32]), salt, 10);
    }
    return new Pfx(new ContentInfo(PKCSObjectIdentifiers.data, new DEROctetString(safe)), mac)
        .getEncoded();
  }

  @Test
  void pkcs12_underPbmac1WithAPlainKey_isRead() throws Exception {
    PrivateKeyInfo key =
        new PrivateKeyInfo(
            new AlgorithmIdentifier(SM2, SM2), new ECPrivateKey(256, Numbers.of(KEY.d())));
    byte[] content = pkcs12(PKCSObjectIdentifiers.keyBag, key, null);

    assertStandardKey(pkcs12(content, "secret"));
    assertEquals(
        "the password is not that of the PKCS#12 content, or the content was changed",
        assertThrows(InvalidKeyException.class, () -> pkcs12(content, "other")).getMessage());
  }

  @Test
  void pkcs12_unknownMac_isNamedInsteadOfAWrongPassword() throws Exception {
    PrivateKeyInfo key = new PrivateKeyInfo(COMMON, new ECPrivateKey(256, Numbers.of(KEY.d())));
    byte[] content = pkcs12(PKCSObjectIdentifiers.keyBag, key, new ASN1ObjectIdentifier("1.2.3.4"));

    var e = assertThrows(InvalidKeyException.class, () -> pkcs12(content, "secret"));

    assertTrue(e.getMessage().contains("an algorithm that is not known here (1.2.3.4)"));
  }

  @Test
  void pkcs12_somethingElse_saysWhatItIs() throws Exception {
    for (byte[] content : List.of(new byte[0], new byte[9], fixture("standard-pkcs8.pem"))) {
      var e = assertThrows(InvalidKeyException.class, () -> pkcs12(content, "secret"));
      assertTrue(
          e.getMessage().startsWith("not PKCS#12, or damaged, of " + content.length + " bytes"),
          e.getMessage());
    }
    byte[] whole = fixture("standard-sm.p12");
    for (int length = 0; length < whole.length; length += 7) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(InvalidKeyException.class, () -> pkcs12(cut, "secret"));
    }
  }

  // What errors say.

  @Test
  void read_anotherKindOfFile_saysWhatItIs() throws Exception {
    byte[] p12 = fixture("standard.p12");
    byte[] store = HexFormat.of().parseHex("feedfeed0000000200000000");
    byte[] hex = StandardVectors.D.getBytes(US_ASCII);

    assertTrue(refused(p12, PASSWORD).getMessage().contains("this is PKCS#12"));
    assertTrue(refused(store, PASSWORD).getMessage().contains("keytool -importkeystore"));
    assertTrue(refused(hex, PASSWORD).getMessage().contains("a bare hexadecimal number"));
    assertTrue(
        refused(fixture("standard-cert.pem"), PASSWORD)
            .getMessage()
            .contains("it holds a PEM block CERTIFICATE"));
  }

  @Test
  void read_fromAFileThatFails_namesTheFile(@TempDir Path folder) throws Exception {
    Path bad = Files.write(folder.resolve("bad.pem"), new byte[] {1});

    for (var e :
        List.of(
            assertThrows(InvalidKeyException.class, () -> SmKeys.privateKey(bad, null)),
            assertThrows(InvalidKeyException.class, () -> SmKeys.publicKey(bad)),
            assertThrows(InvalidKeyException.class, () -> SmKeys.pkcs12(bad, PASSWORD, null)))) {
      assertTrue(e.getMessage().startsWith(bad + ": not "), e.getMessage());
      assertNull(e.getCause());
    }
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(bad));
  }
}
