package io.yiwang.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests PemKeys with files that OpenSSL 3.0.19 has written for this test. */
class PemKeysTest {
  private static final byte[] MESSAGE = {1, 2, 3};
  private static final char[] PASSWORD = "secret".toCharArray();

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(PemKeysTest.class.getResourceAsStream("/fixtures/keys/" + name))) {
      return in.readAllBytes();
    }
  }

  private static byte[] der(String name) throws IOException {
    String body = new String(fixture(name), US_ASCII).replaceAll("-----[A-Z ]+-----", "");
    return Base64.getMimeDecoder().decode(body);
  }

  /** Signs with one key and verifies with the other, with the classes of this package. */
  private static void assertPair(PrivateKey privateKey, PublicKey publicKey) throws Exception {
    Signer signer;
    Verifier verifier;
    switch (privateKey.getAlgorithm()) {
      case "EC" -> {
        signer = new EcdsaP256Signer("k", privateKey);
        verifier = new EcdsaP256Verifier("k", publicKey);
      }
      case "RSA" -> {
        signer = new RsaSigner("k", privateKey);
        verifier = new RsaVerifier("k", publicKey);
      }
      default -> {
        signer = new Ed25519Signer("k", privateKey);
        verifier = new Ed25519Verifier("k", publicKey);
      }
    }
    byte[] signature = signer.sign(MESSAGE);
    assertDoesNotThrow(() -> verifier.verify(MESSAGE, signature));
  }

  @ParameterizedTest
  @CsvSource({
    "ed25519.pem,ed25519-public.pem",
    "ec.pem,ec-public.pem",
    "ec-sec1.pem,ec-public.pem",
    "rsa.pem,rsa-public.pem",
    "rsa-pkcs1.pem,rsa-pkcs1-public.pem",
    "rsa.pem,rsa-cert.pem",
    "rsa.pem,rsa-trusted-cert.pem"
  })
  void keys_writtenByOpenssl_areAPair(String privateKey, String publicKey) throws Exception {
    assertPair(PemKeys.privateKey(fixture(privateKey)), PemKeys.publicKey(fixture(publicKey)));
    assertPair(PemKeys.privateKey(der(privateKey)), PemKeys.publicKey(der(publicKey)));
    byte[] bare = Base64.getEncoder().encode(der(privateKey));
    assertPair(PemKeys.privateKey(bare), PemKeys.publicKey(fixture(publicKey)));
  }

  @Test
  void privateKey_ofRsaPss_signs() throws Exception {
    assertDoesNotThrow(
        () -> new RsaPssSigner("k", PemKeys.privateKey(fixture("rsa-pss.pem"))).sign(MESSAGE));
  }

  @Test
  void privateKey_encrypted_isReadWithItsPassword() throws Exception {
    byte[] encrypted = fixture("ec-encrypted.pem");

    assertPair(
        PemKeys.privateKey(encrypted, PASSWORD), PemKeys.publicKey(fixture("ec-public.pem")));
    assertPair(
        PemKeys.privateKey(fixture("ec.pem"), PASSWORD),
        PemKeys.publicKey(fixture("ec-public.pem")));
    assertEquals(
        "the private key is encrypted; give its password",
        assertThrows(InvalidKeyException.class, () -> PemKeys.privateKey(encrypted)).getMessage());
    assertEquals(
        "the private key cannot be opened with this password",
        assertThrows(
                InvalidKeyException.class,
                () -> PemKeys.privateKey(encrypted, "other".toCharArray()))
            .getMessage());
  }

  @Test
  void privateKey_encryptedInTheOldFormat_isRefusedSayingHowToConvertIt() throws Exception {
    byte[] old = fixture("ec-old-encrypted.pem");

    var e = assertThrows(InvalidKeyException.class, () -> PemKeys.privateKey(old, PASSWORD));

    assertEquals(
        "the private key is encrypted in OpenSSL's old way; convert it: openssl pkcs8 -topk8 -in"
            + " FILE -out FILE.p8",
        e.getMessage());
  }

  @Test
  void privateKey_textOfEditorsAndSettings_isRead() throws Exception {
    String pem = new String(fixture("ec.pem"), US_ASCII);
    PublicKey publicKey = PemKeys.publicKey(fixture("ec-public.pem"));
    byte[] utf16Le = ("\ufeff" + pem).getBytes(UTF_16LE);
    for (byte[] text :
        List.of(
            ("\ufeff" + pem).getBytes(UTF_8),
            utf16Le,
            pem.getBytes(UTF_16),
            pem.replace("\n", "\r\n").getBytes(US_ASCII),
            pem.replace("\n", "\r").getBytes(US_ASCII),
            pem.strip().replace("\n", "\\n").getBytes(US_ASCII),
            pem.replace("\n", " ").getBytes(US_ASCII),
            ("我的密钥\n" + pem + "\n-----").getBytes(UTF_8),
            (new String(fixture("ec-public.pem"), US_ASCII) + pem).getBytes(US_ASCII),
            ("\ufeff" + Base64.getMimeEncoder().encodeToString(der("ec.pem")) + "\n")
                .getBytes(UTF_8))) {
      assertPair(PemKeys.privateKey(text), publicKey);
    }
  }

  private static byte[] replaced(byte[] der, String hex, String by) {
    String text = HexFormat.of().formatHex(der);
    assertTrue(text.contains(hex), "what is replaced is there");
    return HexFormat.of().parseHex(text.replace(hex, by));
  }

  @Test
  void privateKey_withThePublicHalfOfAnother_isRefused() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    String own = HexFormat.of().formatHex(PemKeys.publicKey(fixture("ec-public.pem")).getEncoded());
    String other = HexFormat.of().formatHex(generator.generateKeyPair().getPublic().getEncoded());
    String ownPoint = own.substring(own.length() - 128);
    String otherPoint = other.substring(other.length() - 128);
    for (String file : List.of("ec.pem", "ec-sec1.pem")) {
      byte[] mixed = replaced(der(file), ownPoint, otherPoint);
      var e = assertThrows(InvalidKeyException.class, () -> PemKeys.privateKey(mixed));
      assertEquals("the public key beside it does not belong to this private key", e.getMessage());
    }
  }

  @Test
  void privateKey_rsaWithAnotherModulus_isRefused() throws Exception {
    String own =
        ((RSAPrivateCrtKey) PemKeys.privateKey(fixture("rsa.pem"))).getModulus().toString(16);
    String other = ((RSAPrivateCrtKey) RsaPairs.next().getPrivate()).getModulus().toString(16);
    for (String file : List.of("rsa.pem", "rsa-pkcs1.pem")) {
      byte[] mixed = replaced(der(file), own, other);
      assertThrows(InvalidKeyException.class, () -> PemKeys.privateKey(mixed));
    }
  }

  /**
   * Checks the key of RFC 8410 section 7 with attributes and the public key, and with another
   * public key.
   */
  @Test
  void privateKey_ed25519WithAPublicHalf_isReadOnlyIfItMatches() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    PublicKey stranger = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic();
    for (PublicKey half : List.of(pair.getPublic(), stranger)) {
      byte[] point = Arrays.copyOfRange(half.getEncoded(), 12, 44);
      byte[] bare = pair.getPrivate().getEncoded();
      byte[] content = Arrays.copyOfRange(bare, 2, bare.length);
      content[2] = 1;
      byte[] whole = Der.write(Der.SEQUENCE, content, Der.write(0x81, new byte[1], point));
      if (half.equals(stranger)) {
        assertThrows(InvalidKeyException.class, () -> PemKeys.privateKey(whole));
      } else {
        assertPair(PemKeys.privateKey(whole), half);
      }
    }
  }

  @Test
  void read_sm2Key_namesItsReader() {
    String algorithm = "301306072a8648ce3d020106082a811ccf5501822d";
    String marked = "301406082a811ccf5501822d06082a811ccf5501822d";
    for (String each : List.of(algorithm, marked)) {
      byte[] identifier = HexFormat.of().parseHex(each);
      byte[] privateKey =
          Der.write(
              Der.SEQUENCE,
              Der.write(Der.INTEGER, new byte[1]),
              identifier,
              Der.write(Der.OCTET_STRING, Der.write(Der.SEQUENCE, new byte[0])));
      byte[] publicKey =
          Der.write(Der.SEQUENCE, identifier, Der.write(Der.BIT_STRING, new byte[66]));
      String expected = "this is an SM2 key; read it with SmKeys of yiwang-sm";
      assertEquals(
          expected,
          assertThrows(InvalidKeyException.class, () -> PemKeys.privateKey(privateKey))
              .getMessage());
      assertEquals(
          expected,
          assertThrows(InvalidKeyException.class, () -> PemKeys.publicKey(publicKey)).getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "30",
        "secret-looking text",
        "-----BEGIN PRIVATE KEY-----\nAAAA",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n*\n-----END PRIVATE KEY-----"
      })
  void read_somethingElse_isRefusedWithoutQuotingIt(String text) {
    byte[] content = text.getBytes(US_ASCII);

    var e = assertThrows(InvalidKeyException.class, () -> PemKeys.privateKey(content));
    var f = assertThrows(InvalidKeyException.class, () -> PemKeys.publicKey(content));

    for (InvalidKeyException each : List.of(e, f)) {
      assertTrue(each.getMessage().contains(", PEM or DER, of " + text.length() + " bytes"));
      assertFalse(each.getMessage().contains("secret"));
      assertNull(each.getCause());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPENSSH PRIVATE KEY|this is an OpenSSH key; convert it: ssh-keygen",
        "CERTIFICATE REQUEST|this is a certificate request",
        "PKCS7|this is PKCS#7; take its certificates out",
        "SOMETHING ELSE|it holds a PEM block SOMETHING ELSE"
      })
  void read_anotherKindOfFile_saysWhatItIs(String type, String expected) {
    byte[] content =
        ("-----BEGIN " + type + "-----\nAAAA\n-----END " + type + "-----\n").getBytes(US_ASCII);

    var e = assertThrows(InvalidKeyException.class, () -> PemKeys.publicKey(content));

    assertTrue(e.getMessage().contains(": " + expected), e.getMessage());
  }

  @Test
  void privateKey_truncatedDer_isRefused() throws Exception {
    for (String file : List.of("ec.pem", "ec-sec1.pem", "ed25519.pem")) {
      byte[] whole = der(file);
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThrows(InvalidKeyException.class, () -> PemKeys.privateKey(cut));
      }
    }
  }

  private static Stream<String> textsThatTakeLong() {
    return Stream.of(
        "-----BEGIN A-----\n".repeat(60_000),
        IntStream.range(0, 50_000)
            .mapToObj(i -> "-----BEGIN A" + i + "-----\n")
            .collect(Collectors.joining()),
        "-----BEGIN ".repeat(90_000),
        "-----BEGIN A-----:\n".repeat(60_000) + "MAA=\n-----END A-----\n",
        "-----BEGIN PUBLIC KEY-----\nA: b\n" + " a\n".repeat(330_000) + "-----END PUBLIC KEY-----");
  }

  /**
   * Checks texts that take quadratic time if each BEGIN line searches the whole rest for its end.
   */
  @ParameterizedTest
  @MethodSource("textsThatTakeLong")
  void read_megabyteOfBeginLines_isRefusedInTime(String text) {
    byte[] content = text.getBytes(US_ASCII);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertThrows(InvalidKeyException.class, () -> PemKeys.publicKey(content)));
  }

  @Test
  void read_truncatedBlockBeforeAnother_readsTheOther() throws Exception {
    String whole = new String(fixture("ed25519-public.pem"), US_ASCII);
    byte[] content = ("-----BEGIN CERTIFICATE-----\nMIIB\n" + whole).getBytes(US_ASCII);

    assertEquals(PemKeys.publicKey(whole.getBytes(US_ASCII)), PemKeys.publicKey(content));
  }

  @Test
  void read_fromAFileThatFails_namesTheFile(@TempDir Path folder) throws Exception {
    Path good = Files.write(folder.resolve("key.pem"), fixture("ec.pem"));
    Path bad = Files.write(folder.resolve("bad.pem"), new byte[] {1});

    assertPair(PemKeys.privateKey(good), PemKeys.publicKey(fixture("ec-public.pem")));
    for (var e :
        List.of(
            assertThrows(InvalidKeyException.class, () -> PemKeys.privateKey(bad)),
            assertThrows(InvalidKeyException.class, () -> PemKeys.privateKey(bad, PASSWORD)),
            assertThrows(InvalidKeyException.class, () -> PemKeys.publicKey(bad)))) {
      assertTrue(e.getMessage().startsWith(bad + ": not a p"), e.getMessage());
    }
  }
}
