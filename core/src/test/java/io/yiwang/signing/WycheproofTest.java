package io.yiwang.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Tests known attacks on the JDK's schemes with files of Project Wycheproof. */
class WycheproofTest {
  /** A test case: a line of a file with the key above it. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Vector(byte[] key, String[] fields) {
    String id() {
      return fields[0];
    }

    String result() {
      return fields[1];
    }

    byte[] field(int i) {
      return hex(fields[i]);
    }
  }

  private static byte[] hex(String digits) {
    return digits.equals("-") ? new byte[0] : HexFormat.of().parseHex(digits);
  }

  private static List<Vector> vectors(String file) throws IOException {
    List<Vector> vectors = new ArrayList<>();
    byte[] key = new byte[0];
    String text;
    try (InputStream in =
        Objects.requireNonNull(
            WycheproofTest.class.getResourceAsStream("/fixtures/wycheproof/" + file))) {
      text = new String(in.readAllBytes(), US_ASCII);
    }
    for (String line : text.split("\n")) {
      String[] fields = line.split(" ");
      if (fields[0].equals("key")) {
        key = hex(fields[1]);
      } else if (!fields[0].equals("#")) {
        vectors.add(new Vector(key, fields));
      }
    }
    return vectors;
  }

  /**
   * A valid case that some versions of the JDK refuse: x of its point is n or more, which happens
   * once in 2^128.
   */
  private static final String LARGE_X = "113";

  /** Runs a file of signatures; those marked acceptable may be accepted or not. */
  private static void signatures(
      String file, String algorithm, int cases, Function<PublicKey, Verifier> verifiers)
      throws Exception {
    List<Vector> vectors = vectors(file);
    List<String> wrong = new ArrayList<>();
    KeyFactory keys = KeyFactory.getInstance(algorithm);
    for (Vector vector : vectors) {
      PublicKey key = keys.generatePublic(new X509EncodedKeySpec(vector.key()));
      boolean taken = true;
      try {
        verifiers.apply(key).verify(vector.field(2), vector.field(3));
      } catch (SignatureException e) {
        taken = false;
      }
      if (!vector.result().equals("acceptable") && taken != vector.result().equals("valid")) {
        wrong.add(vector.id());
      }
    }
    if (algorithm.equals("EC")) {
      wrong.remove(LARGE_X);
    }
    assertEquals(List.of(), wrong);
    assertEquals(cases, vectors.size());
  }

  @Test
  void ecdsaP256_eachCase_isAcceptedOnlyIfValid() throws Exception {
    signatures("ecdsa-p256-sha256.txt", "EC", 219, key -> new EcdsaP256Verifier("k", key));
  }

  @Test
  void ed25519_eachCase_isAcceptedOnlyIfValid() throws Exception {
    signatures("ed25519.txt", "Ed25519", 145, key -> new Ed25519Verifier("k", key));
  }

  @Test
  void rsaPkcs1_eachCase_isAcceptedOnlyIfValid() throws Exception {
    signatures("rsa-v1_5-sha256.txt", "RSA", 479, key -> new RsaVerifier("k", key));
  }

  @Test
  void rsaPss_eachCase_isAcceptedOnlyIfValidWithOurParameters() throws Exception {
    signatures("rsa-pss-sha512.txt", "RSA", 201, key -> new RsaPssVerifier("k", key));
  }

  @Test
  void aesGcm_eachCase_isDecryptedOnlyIfValid() throws Exception {
    List<Vector> vectors = vectors("aes-gcm.txt");
    for (Vector vector : vectors) {
      AesGcmCipher cipher = new AesGcmCipher("k", vector.field(2), Map.of());
      byte[] sealed = joined(vector.field(3), vector.field(6), vector.field(7));
      if (vector.result().equals("valid")) {
        byte[] text = cipher.decrypt("k", sealed, vector.field(4));
        assertArrayEquals(vector.field(5), text, vector.id());
      } else {
        assertThrows(
            AEADBadTagException.class,
            () -> cipher.decrypt("k", sealed, vector.field(4)),
            vector.id());
      }
    }
    assertEquals(97, vectors.size());
  }

  /** Checks that a wrapped key opens only if it is a key of AES-256. */
  @Test
  void rsaOaep_eachCase_opensOnlyIfItIsAWrappedKey() throws Exception {
    List<Vector> vectors = vectors("rsa-oaep-256.txt");
    KeyFactory keys = KeyFactory.getInstance("RSA");
    int opened = 0;
    for (Vector vector : vectors) {
      PrivateKey key = keys.generatePrivate(new PKCS8EncodedKeySpec(vector.key()));
      RsaUnsealer unsealer = new RsaUnsealer("k", key);
      byte[] contentKey = vector.field(2);
      Sealed sealed = sealed(vector.field(3), Arrays.copyOf(contentKey, 32));
      if (vector.result().equals("valid")
          && contentKey.length == 32
          && vector.field(4).length == 0) {
        assertEquals("text", unsealer.open(sealed, "/a"), vector.id());
        opened++;
      } else {
        assertThrows(
            GeneralSecurityException.class, () -> unsealer.open(sealed, "/a"), vector.id());
      }
    }
    assertEquals(35, vectors.size());
    assertEquals(1, opened);
  }

  private static Sealed sealed(byte[] wrapped, byte[] contentKey) throws Exception {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    byte[] iv = new byte[12];
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(contentKey, "AES"), new GCMParameterSpec(128, iv));
    cipher.updateAAD("/a".getBytes(UTF_8));
    byte[] text = cipher.doFinal("text".getBytes(UTF_8));
    Base64.Encoder base64 = Base64.getEncoder();
    return new Sealed(
        "k",
        RsaSealing.ALGORITHM,
        base64.encodeToString(wrapped),
        base64.encodeToString(iv),
        base64.encodeToString(Arrays.copyOf(text, 4)),
        base64.encodeToString(Arrays.copyOfRange(text, 4, text.length)));
  }

  private static byte[] joined(byte[]... parts) {
    byte[] whole = new byte[0];
    for (byte[] part : parts) {
      int at = whole.length;
      whole = Arrays.copyOf(whole, at + part.length);
      System.arraycopy(part, 0, whole, at, part.length);
    }
    return whole;
  }
}
