package io.yiwang.identity.sm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes SM2 keys in their common formats.
 *
 * <p>PEM, DER and bare base64 are recognised by their content. Keys may be marked as EC keys on the
 * curve, or by the curve's identifier alone, as GM/T 0015-2023 allows. A key on another curve, a
 * number out of range, a point that is not on the curve, and a private key with the public half of
 * another key are refused with {@link InvalidKeyException}, whose message names the file and never
 * quotes the input, nor does it have a cause that could. The caller keeps the arrays and should
 * wipe them.
 *
 * @see "GB/T 32918.1-2016; GM/T 0015-2023; RFC 5208, RFC 5915, RFC 5480, RFC 7292, RFC 9579"
 */
public final class SmKeys {
  private static final SecureRandom RANDOM = new SecureRandom();

  private SmKeys() {}

  /** Generates a key with the platform's {@link SecureRandom}. */
  public static Sm2PrivateKey generate() {
    while (true) {
      byte[] candidate = new byte[32];
      RANDOM.nextBytes(candidate);
      try {
        return rawPrivateKey(candidate);
      } catch (InvalidKeyException e) {
        // One in 2^32 is out of range and drawn again, since reducing it would favour small keys.
      } finally {
        Arrays.fill(candidate, (byte) 0);
      }
    }
  }

  /** Reads a private key in PKCS#8 or SEC1, as PEM or DER, that is not encrypted. */
  public static Sm2PrivateKey privateKey(byte[] pemOrDer) throws InvalidKeyException {
    return KeyFiles.privateKey(pemOrDer, null);
  }

  /**
   * Reads a private key from a file, as {@link #privateKey(byte[], char[])} does. The password may
   * be null if the key is not encrypted.
   */
  public static Sm2PrivateKey privateKey(Path file, char @Nullable [] password)
      throws IOException, InvalidKeyException {
    byte[] content = Files.readAllBytes(file);
    try {
      return KeyFiles.privateKey(content, password);
    } catch (InvalidKeyException e) {
      throw named(file, e);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private static InvalidKeyException named(Path file, InvalidKeyException e) {
    return new InvalidKeyException(file + ": " + e.getMessage());
  }

  /**
   * Reads a private key that may be encrypted: PKCS#8, PEM in OpenSSL's old format ({@code
   * Proc-Type: 4,ENCRYPTED}), or CFCA's container ({@code .sm2}).
   */
  public static Sm2PrivateKey privateKey(byte[] pemOrDer, char[] password)
      throws InvalidKeyException {
    return KeyFiles.privateKey(pemOrDer, password);
  }

  /**
   * Makes a private key from its bare number.
   *
   * @param d 32 bytes, big-endian, or 33 of which the first is 00
   */
  public static Sm2PrivateKey rawPrivateKey(byte[] d) throws InvalidKeyException {
    if (d.length != 32 && !(d.length == 33 && d[0] == 0)) {
      throw new InvalidKeyException(
          "a raw SM2 private key must be 32 bytes, or 33 with a leading 00, got " + d.length);
    }
    byte[] number = Arrays.copyOfRange(d, d.length - 32, d.length);
    try {
      return new Sm2PrivateKey(number);
    } finally {
      Arrays.fill(number, (byte) 0);
    }
  }

  /**
   * Reads a private key from a PKCS#12 file. Its MAC may use SM3 or any SHA, its key may be
   * encrypted with SM4, AES or triple DES, and its password may be empty.
   *
   * @param alias the friendly name of the entry; null if the file holds only one key
   */
  public static Sm2PrivateKey pkcs12(Path file, char[] password, @Nullable String alias)
      throws IOException, InvalidKeyException {
    try (InputStream in = Files.newInputStream(file)) {
      return pkcs12(in, password, alias);
    } catch (InvalidKeyException e) {
      throw named(file, e);
    }
  }

  /**
   * Reads a private key from a PKCS#12 stream, which is not closed.
   *
   * @param alias the friendly name of the entry; null if the stream holds only one key
   * @throws InvalidKeyException if there is no such key, the password is wrong, an algorithm is
   *     unknown, or the content is not PKCS#12; the message says which
   */
  public static Sm2PrivateKey pkcs12(InputStream in, char[] password, @Nullable String alias)
      throws IOException, InvalidKeyException {
    byte[] content = in.readAllBytes();
    try {
      return Pkcs12.privateKey(content, password, alias);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /** Reads a public key from {@code SubjectPublicKeyInfo} or a certificate, as PEM or DER. */
  public static Sm2PublicKey publicKey(byte[] pemOrDer) throws InvalidKeyException {
    return KeyFiles.publicKey(pemOrDer);
  }

  /** Reads a public key from a file, as {@link #publicKey(byte[])} does. */
  public static Sm2PublicKey publicKey(Path file) throws IOException, InvalidKeyException {
    try {
      return KeyFiles.publicKey(Files.readAllBytes(file));
    } catch (InvalidKeyException e) {
      throw named(file, e);
    }
  }

  /** Returns the key of a certificate, without checking whether the certificate is trusted. */
  public static Sm2PublicKey publicKey(X509Certificate certificate) throws InvalidKeyException {
    try {
      // Not getPublicKey(), which is null if a provider does not know the key's identifier.
      return KeyFiles.publicKey(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new InvalidKeyException("a certificate that cannot be written");
    }
  }

  /**
   * Makes a public key from a bare point. Only its length decides the format, since an X may itself
   * begin with 04.
   *
   * @param point 65 bytes {@code 04 X Y}, 64 bytes {@code X Y}, or 33 bytes, compressed
   */
  public static Sm2PublicKey rawPublicKey(byte[] point) throws InvalidKeyException {
    switch (point.length) {
      case 33, 65 -> {
        return Sm2PublicKey.decode(point);
      }
      case 64 -> {
        byte[] prefixed = new byte[65];
        prefixed[0] = 4;
        System.arraycopy(point, 0, prefixed, 1, 64);
        return Sm2PublicKey.decode(prefixed);
      }
      default ->
          throw new InvalidKeyException(
              "a raw SM2 public key must be 65, 64 or 33 bytes, got " + point.length);
    }
  }

  /**
   * Returns the private key in PKCS#8 as PEM, not encrypted. Store it where only its owner can read
   * it.
   */
  public static String pkcs8Pem(Sm2PrivateKey key) {
    return KeyFiles.pem("PRIVATE KEY", KeyLayout.pkcs8(key.d(), key.publicKey().point()));
  }

  /** Returns the public key in {@code SubjectPublicKeyInfo} as PEM. */
  public static String spkiPem(Sm2PublicKey key) {
    return KeyFiles.pem("PUBLIC KEY", key.spki());
  }
}
