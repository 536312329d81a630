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
 * Reads SM2 keys from the forms in which they are handed about.
 *
 * <p>PEM, DER and bare base64 are recognised by their content, whether keys are marked as EC keys
 * on the curve or by its identifier alone, as GM/T 0015-2023 allows. A key on another curve, a
 * number out of range, a point off the curve or a private key whose public half is another's is
 * refused with {@link InvalidKeyException}, whose text never quotes the input, has no cause that
 * could, and names the file. The arrays given stay the caller's, to be wiped.
 *
 * @see "GB/T 32918.1-2016; GM/T 0015-2023; RFC 5208, RFC 5915, RFC 5480, RFC 7292, RFC 9579"
 */
public final class SmKeys {
  private static final SecureRandom RANDOM = new SecureRandom();

  private SmKeys() {}

  /** Returns a new key from the platform's {@link SecureRandom}. */
  public static Sm2PrivateKey generate() {
    while (true) {
      byte[] candidate = new byte[32];
      RANDOM.nextBytes(candidate);
      try {
        return rawPrivateKey(candidate);
      } catch (InvalidKeyException e) {
        // One in 2^32: drawn again, since reducing it would favour small keys.
      } finally {
        Arrays.fill(candidate, (byte) 0);
      }
    }
  }

  /** Reads a private key in PKCS#8 or SEC1 form, PEM or DER, not encrypted. */
  public static Sm2PrivateKey privateKey(byte[] pemOrDer) throws InvalidKeyException {
    return KeyFiles.privateKey(pemOrDer, null);
  }

  /** Reads a private key as {@link #privateKey(byte[], char[])} does; others need no password. */
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
   * Reads a private key under a password: PKCS#8, PEM in OpenSSL's old way ({@code Proc-Type:
   * 4,ENCRYPTED}), or CFCA's container ({@code .sm2}); the key may also be plain.
   */
  public static Sm2PrivateKey privateKey(byte[] pemOrDer, char[] password)
      throws InvalidKeyException {
    return KeyFiles.privateKey(pemOrDer, password);
  }

  /**
   * Takes the bare number.
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
   * Reads a private key from a PKCS#12 file. The MAC may be made with SM3 or any SHA, the key be
   * under SM4, AES or triple DES, and the password be empty.
   *
   * @param alias the entry's friendly name; null where the file holds one key only
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
   * Reads a private key from a PKCS#12 stream, which stays open.
   *
   * @param alias the entry's friendly name; null where the stream holds one key only
   * @throws InvalidKeyException if there is no such key, the password is wrong, an algorithm is not
   *     known, or the content is not PKCS#12; the text says which
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

  /** Reads a public key: {@code SubjectPublicKeyInfo} or a certificate's, PEM or DER. */
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

  /**
   * Returns the key of a certificate; whether the certificate is to be trusted is not looked at.
   */
  public static Sm2PublicKey publicKey(X509Certificate certificate) throws InvalidKeyException {
    try {
      // Not getPublicKey(), which is null where a provider does not know the key's identifier.
      return KeyFiles.publicKey(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new InvalidKeyException("a certificate that cannot be written");
    }
  }

  /**
   * Takes the bare point. Recognised by its length alone: an X may itself begin with 04.
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

  /** Returns the private key as PKCS#8 PEM, in the clear: for a file that only its owner reads. */
  public static String pkcs8Pem(Sm2PrivateKey key) {
    return KeyFiles.pem("PRIVATE KEY", KeyLayout.pkcs8(key.d(), key.publicKey().point()));
  }

  /** Returns the public key as {@code SubjectPublicKeyInfo} PEM. */
  public static String spkiPem(Sm2PublicKey key) {
    return KeyFiles.pem("PUBLIC KEY", key.spki());
  }
}
