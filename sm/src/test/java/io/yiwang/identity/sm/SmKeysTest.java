package io.yiwang.identity.sm;

import static io.yiwang.identity.sm.StandardVectors.hex;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import org.bouncycastle.asn1.BEROctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests SmKeys with files that OpenSSL 3.0.19 has written from the standard's example key. */
class SmKeysTest {
  private static final Sm2PrivateKey KEY = StandardVectors.key();
  private static final byte[] POINT = hex("04" + StandardVectors.PX + StandardVectors.PY);

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SmKeysTest.class.getResourceAsStream("/fixtures/keys/" + name))) {
      return in.readAllBytes();
    }
  }

  private static byte[] der(byte[] pem) {
    String body =
        new String(pem, US_ASCII)
            .replaceAll("(?s).*?-----BEGIN (?!EC PARAM)[A-Z0-9 ]*-----(.*?)-----END.*", "$1");
    return Base64.getMimeDecoder().decode(body);
  }

  private static void assertStandardKey(Sm2PrivateKey key) {
    assertEquals(Numbers.of(KEY.d()), Numbers.of(key.d()));
    assertArrayEquals(POINT, key.publicKey().point().encoded());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PBKDF2", "scrypt", "PKCS12"})
  void privateKey_passwordThatTakesHoursToCheck_isRefusedAtOnce(String kind) throws Exception {
    byte[] salt = new byte[16];
    KeyDerivationFunc function =
        kind.equals("scrypt")
            ? new KeyDerivationFunc(
                MiscObjectIdentifiers.id_scrypt, new ScryptParams(salt, 1 << 30, 8, 1))
            : new KeyDerivationFunc(
                PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, Integer.MAX_VALUE));
    AlgorithmIdentifier scheme =
        kind.equals("PKCS12")
            ? new AlgorithmIdentifier(
                PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC,
                new PKCS12PBEParams(salt, Integer.MAX_VALUE))
            : new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBES2,
                new PBES2Parameters(
                    function,
                    new EncryptionScheme(
                        NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(salt))));
    byte[] der = new EncryptedPrivateKeyInfo(scheme, new byte[64]).getEncoded();

    assertTakesTooLong(() -> SmKeys.privateKey(der, "secret".toCharArray()));
  }

  /**
   * Checks that a key is refused at once; without a limit it would take hours and ignore
   * interrupts.
   */
  private static void assertTakesTooLong(Executable opening) {
    InvalidKeyException e =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60), () -> assertThrows(InvalidKeyException.class, opening));
    assertEquals(
        "the private key's password would take too long to check, or too much memory",
        e.getMessage());
  }

  private static AlgorithmIdentifier pbes2(int iterations) {
    byte[] salt = new byte[16];
    return new AlgorithmIdentifier(
        PKCSObjectIdentifiers.id_PBES2,
        new PBES2Parameters(
            new KeyDerivationFunc(
                PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, iterations)),
            new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(salt))));
  }

  /** Returns a file with a number of encrypted parts, each with its own cost. */
  private static byte[] pkcs12(int macIterations, int parts, int iterations) throws Exception {
    ContentInfo[] encrypted = new ContentInfo[parts];
    for (int i = 0; i < parts; i++) {
      encrypted[i] =
          new ContentInfo(
              PKCSObjectIdentifiers.encryptedData,
              new EncryptedData(
                  PKCSObjectIdentifiers.data, pbes2(iterations), new BEROctetString(new byte[64])));
    }
    MacData mac =
        new MacData(
            new DigestInfo(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256), new byte[32]),
            new byte[16],
            macIterations);
    return new Pfx(
            new ContentInfo(
                PKCSObjectIdentifiers.data,
                new BEROctetString(new AuthenticatedSafe(encrypted).getEncoded())),
            macIterations == 0 ? null : mac)
        .getEncoded();
  }

  @Test
  void pkcs12_thatTakesLongToOpen_isRefusedByTheSumOfItsParts() throws Exception {
    byte[][] files = {
      pkcs12(2_000_000, 0, 0), pkcs12(0, 1, 2_000_000), pkcs12(0, 1000, Integer.MAX_VALUE)
    };
    for (byte[] file : files) {
      assertTakesTooLong(
          () -> SmKeys.pkcs12(new ByteArrayInputStream(file), "secret".toCharArray(), null));
    }
    PasswordCost cost = new PasswordCost();
    cost.spend(pbes2(800_000));
    assertThrows(InvalidKeyException.class, () -> cost.spend(pbes2(800_000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard-pkcs8.pem", "standard-sec1.pem"})
  void privateKey_pemOrDer_isRead(String name) throws Exception {
    assertStandardKey(SmKeys.privateKey(fixture(name)));
    assertStandardKey(SmKeys.privateKey(der(fixture(name))));
  }

  @Test
  void privateKey_encrypted_isReadWithItsPassword() throws Exception {
    char[] password = "secret".toCharArray();

    assertStandardKey(SmKeys.privateKey(fixture("standard-encrypted.pem"), password));
    assertStandardKey(SmKeys.privateKey(der(fixture("standard-encrypted.pem")), password));
    assertStandardKey(SmKeys.privateKey(fixture("standard-pkcs8.pem"), password));
  }

  @Test
  void privateKey_encryptedWithWrongOrNoPassword_isRefused() throws Exception {
    byte[] pem = fixture("standard-encrypted.pem");

    var wrong =
        assertThrows(
            InvalidKeyException.class, () -> SmKeys.privateKey(pem, "other".toCharArray()));
    var none = assertThrows(InvalidKeyException.class, () -> SmKeys.privateKey(pem));

    assertNull(wrong.getCause());
    assertEquals("the private key is encrypted; give its password", none.getMessage());
  }

  @Test
  void privateKey_fromFile_isRead(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("key.pem"), fixture("standard-sec1.pem"));

    assertStandardKey(SmKeys.privateKey(file, null));
  }

  @Test
  void pkcs12_byAliasOrOnlyKey_isRead(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("key.p12"), fixture("standard.p12"));

    assertStandardKey(SmKeys.pkcs12(file, "secret".toCharArray(), "signing"));
    assertStandardKey(SmKeys.pkcs12(file, "secret".toCharArray(), null));
    assertThrows(
        InvalidKeyException.class, () -> SmKeys.pkcs12(file, "secret".toCharArray(), "other"));
    assertThrows(
        InvalidKeyException.class, () -> SmKeys.pkcs12(file, "wrong".toCharArray(), "signing"));
  }

  @Test
  void rawPrivateKey_withLeadingZero_isTheSameKey() throws Exception {
    assertStandardKey(SmKeys.rawPrivateKey(hex("00" + StandardVectors.D)));
  }

  @Test
  void rawPrivateKey_wrongLength_isRefusedByLength() {
    for (byte[] raw : new byte[][] {new byte[31], hex("01" + StandardVectors.D), new byte[34]}) {
      var e = assertThrows(InvalidKeyException.class, () -> SmKeys.rawPrivateKey(raw));
      assertEquals(
          "a raw SM2 private key must be 32 bytes, or 33 with a leading 00, got " + raw.length,
          e.getMessage());
    }
  }

  @Test
  void rawPrivateKey_outOfRange_isRefused() throws Exception {
    BigInteger n = Sm2Curve.N;
    for (BigInteger d : new BigInteger[] {BigInteger.ZERO, n.subtract(BigInteger.ONE), n}) {
      byte[] raw = BigIntegers.asUnsignedByteArray(32, d);
      var e = assertThrows(InvalidKeyException.class, () -> SmKeys.rawPrivateKey(raw));
      assertEquals("an SM2 private key must be a number from 1 to n-2", e.getMessage());
    }
    byte[] largest = BigIntegers.asUnsignedByteArray(32, n.subtract(BigInteger.TWO));
    assertEquals(n.subtract(BigInteger.TWO), Numbers.of(SmKeys.rawPrivateKey(largest).d()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard-spki.pem", "standard-cert.pem"})
  void publicKey_spkiOrCertificate_isRead(String name) throws Exception {
    assertEquals(KEY.publicKey(), SmKeys.publicKey(fixture(name)));
    assertEquals(KEY.publicKey(), SmKeys.publicKey(der(fixture(name))));
  }

  @Test
  void publicKey_ofParsedCertificate_isItsKey(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("cert.pem"), fixture("standard-cert.pem"));
    try (InputStream in = Files.newInputStream(file)) {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509", new BouncyCastleProvider())
                  .generateCertificate(in);
      assertEquals(KEY.publicKey(), SmKeys.publicKey(certificate));
    }
    assertEquals(KEY.publicKey(), SmKeys.publicKey(file));
  }

  @Test
  void rawPublicKey_eachForm_isTheSamePoint() throws Exception {
    assertEquals(KEY.publicKey(), SmKeys.rawPublicKey(POINT));
    assertEquals(KEY.publicKey(), SmKeys.rawPublicKey(Arrays.copyOfRange(POINT, 1, 65)));
    assertEquals(KEY.publicKey(), SmKeys.rawPublicKey(hex("03" + StandardVectors.PX)));
    assertEquals(KEY.publicKey().hashCode(), SmKeys.rawPublicKey(POINT).hashCode());
    assertNotEquals(KEY.publicKey(), SmKeys.rawPublicKey(hex("02" + StandardVectors.PX)));
  }

  @Test
  void rawPublicKey_xBeginningWith04_isNotTakenForAPrefix() throws Exception {
    // C1 of the standard's encryption example is a valid point.
    byte[] point =
        hex(
            "04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73"
                + "E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0");

    assertArrayEquals(
        point, Arrays.copyOfRange(SmKeys.rawPublicKey(point).point().encoded(), 1, 65));
  }

  @Test
  void rawPublicKey_offTheCurve_isRefusedWithoutQuotingIt() {
    byte[] off = POINT.clone();
    off[64] ^= 1;
    for (byte[] raw :
        new byte[][] {
          off,
          new byte[64],
          new byte[65],
          new byte[33],
          hex("FF".repeat(64)),
          // There are points with x = 0 and x = 1; these have p and p + 1.
          hex("02FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF"),
          hex("02FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000001" + "0".repeat(16))
        }) {
      var e = assertThrows(InvalidKeyException.class, () -> SmKeys.rawPublicKey(raw));
      assertEquals("an SM2 public key must be a point on sm2p256v1", e.getMessage());
      assertNull(e.getCause());
    }
    var e = assertThrows(InvalidKeyException.class, () -> SmKeys.rawPublicKey(new byte[66]));
    assertEquals("a raw SM2 public key must be 65, 64 or 33 bytes, got 66", e.getMessage());
  }

  @Test
  void read_anotherCurve_isRefused() throws Exception {
    byte[] privateKey = fixture("p256-pkcs8.pem");
    byte[] publicKey = fixture("p256-spki.pem");

    assertThrows(InvalidKeyException.class, () -> SmKeys.privateKey(privateKey));
    assertThrows(InvalidKeyException.class, () -> SmKeys.publicKey(publicKey));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret-looking text", "0", "-----BEGIN PRIVATE KEY-----\nAAAA"})
  void read_somethingElse_isRefusedWithoutQuotingIt(String text) {
    byte[] content = text.getBytes(US_ASCII);

    var e = assertThrows(InvalidKeyException.class, () -> SmKeys.privateKey(content));
    var f = assertThrows(InvalidKeyException.class, () -> SmKeys.publicKey(content));

    assertEquals(
        "not an SM2 private key in PKCS#8 or SEC1 form, PEM or DER, of " + text.length() + " bytes",
        e.getMessage());
    assertNull(e.getCause());
    assertEquals(
        "not an SM2 public key or certificate, PEM or DER, of " + text.length() + " bytes",
        f.getMessage());
    assertNull(f.getCause());
  }

  @Test
  void privateKey_truncatedDer_isRefused() throws Exception {
    byte[] der = der(fixture("standard-pkcs8.pem"));
    for (int length = 0; length < der.length; length++) {
      byte[] cut = Arrays.copyOf(der, length);
      assertThrows(InvalidKeyException.class, () -> SmKeys.privateKey(cut));
    }
  }

  @Test
  void pem_writtenAndRead_isTheSameKey() throws Exception {
    Sm2PrivateKey key = SmKeys.generate();

    byte[] written = SmKeys.pkcs8Pem(key).getBytes(US_ASCII);
    byte[] spki = SmKeys.spkiPem(key.publicKey()).getBytes(US_ASCII);

    assertEquals(Numbers.of(key.d()), Numbers.of(SmKeys.privateKey(written).d()));
    assertEquals(key.publicKey(), SmKeys.publicKey(spki));
    assertEquals(key.publicKey(), SmKeys.publicKey(key.publicKey().spki()));
    assertArrayEquals(
        fixture("standard-spki.pem"), SmKeys.spkiPem(KEY.publicKey()).getBytes(US_ASCII));
  }

  @Test
  void generate_twice_differs() {
    assertNotEquals(Numbers.of(SmKeys.generate().d()), Numbers.of(SmKeys.generate().d()));
  }

  @Test
  void toString_ofKeys_showsNothing() {
    assertEquals("SM2 private key", KEY.toString());
    assertEquals("SM2 public key", KEY.publicKey().toString());
    assertFalse(
        KEY.toString().toUpperCase(Locale.ROOT).contains(StandardVectors.D.substring(0, 8)));
    assertFalse(Serializable.class.isAssignableFrom(Sm2PrivateKey.class));
    assertFalse(Serializable.class.isAssignableFrom(Sm2PublicKey.class));
  }
}
