package io.yiwang.signing;

import io.yiwang.internal.shared.PemText;
import io.yiwang.internal.shared.PemText.Block;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads Ed25519, EC and RSA keys in their common formats, for the signers, verifiers and sealers of
 * this package. {@code SmKeys} of yiwang-sm reads SM2 keys.
 *
 * <p>PEM, DER and bare base64, the formats PKCS#8, SEC1 and PKCS#1, and the algorithm of a key are
 * recognised by the content. Anything else is refused with {@link InvalidKeyException}, whose
 * message names the file, describes the content if it is known, and never quotes it. A private key
 * with the public half of another key is refused. The caller keeps the arrays and should wipe them.
 *
 * @see "RFC 5208, RFC 5915, RFC 5958, RFC 8017, RFC 8410"
 */
public final class PemKeys {
  private static final String EC = "2a8648ce3d0201";
  private static final String RSA = "2a864886f70d010101";
  private static final Map<String, String> ALGORITHMS =
      Map.of("2b6570", "Ed25519", EC, "EC", RSA, "RSA", "2a864886f70d01010a", "RSASSA-PSS");

  /**
   * The start of 1.2.156.10197.1.301, the curve SM2, which some files have in place of the
   * algorithm.
   */
  private static final String SM2 = "2a811ccf5501822d";

  /** The most iterations, which take some seconds; a file must not occupy a thread for hours. */
  private static final int MOST_ITERATIONS = 5_000_000;

  private static final byte[] NULL = {5, 0};
  private static final byte[] ZERO = {Der.INTEGER, 1, 0};
  private static final String OTHER_HALF =
      "the public key beside it does not belong to this private key";

  private PemKeys() {}

  /** Reads a private key that is not encrypted. */
  public static PrivateKey privateKey(byte[] pemOrDer) throws InvalidKeyException {
    return read(pemOrDer, null);
  }

  /**
   * Reads a private key in PKCS#8 that is encrypted under a password, or any key that is not
   * encrypted.
   */
  public static PrivateKey privateKey(byte[] pemOrDer, char[] password) throws InvalidKeyException {
    return read(pemOrDer, password);
  }

  /** Reads a private key from a file. */
  public static PrivateKey privateKey(Path file) throws IOException, InvalidKeyException {
    return privateKey(file, null);
  }

  /** Reads a private key from a file, with its password if it is encrypted. */
  public static PrivateKey privateKey(Path file, char @Nullable [] password)
      throws IOException, InvalidKeyException {
    byte[] content = Files.readAllBytes(file);
    try {
      return read(content, password);
    } catch (InvalidKeyException e) {
      throw new InvalidKeyException(file + ": " + e.getMessage());
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /** Reads a public key from {@code SubjectPublicKeyInfo}, PKCS#1 or a certificate. */
  public static PublicKey publicKey(byte[] pemOrDer) throws InvalidKeyException {
    try {
      for (Block block : PemText.blocks(pemOrDer)) {
        if (block.type().isEmpty()
            || block.type().endsWith("PUBLIC KEY")
            || block.type().endsWith("CERTIFICATE")) {
          return publicKey(Der.read(block.der()));
        }
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      rethrowOwn(e);
    }
    throw notAKey("a public key or certificate", pemOrDer);
  }

  /** Reads a public key from a file, as {@link #publicKey(byte[])} does. */
  public static PublicKey publicKey(Path file) throws IOException, InvalidKeyException {
    try {
      return publicKey(Files.readAllBytes(file));
    } catch (InvalidKeyException e) {
      throw new InvalidKeyException(file + ": " + e.getMessage());
    }
  }

  private static PrivateKey read(byte[] pemOrDer, char @Nullable [] password)
      throws InvalidKeyException {
    try {
      for (Block block : PemText.blocks(pemOrDer)) {
        if (block.type().isEmpty() || block.type().endsWith("PRIVATE KEY")) {
          try {
            if (block.headers().containsKey("DEK-Info")) {
              throw new UnfitKeyException(
                  "the private key is encrypted in OpenSSL's old way; convert it: openssl pkcs8"
                      + " -topk8 -in FILE -out FILE.p8");
            }
            return privateKey(Der.read(block.der()), password);
          } finally {
            Arrays.fill(block.der(), (byte) 0);
          }
        }
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      rethrowOwn(e);
    }
    throw notAKey("a private key in PKCS#8, SEC1 or PKCS#1", pemOrDer);
  }

  /** Thrown when a key can be read but not used. */
  private static final class UnfitKeyException extends InvalidKeyException {
    private static final long serialVersionUID = 1L;

    UnfitKeyException(String message) {
      super(message);
    }
  }

  /**
   * Rethrows this class's own exceptions and drops others, since a parser's message may quote its
   * input.
   */
  private static void rethrowOwn(Exception e) throws InvalidKeyException {
    if (e instanceof UnfitKeyException own) {
      throw own;
    }
  }

  private static InvalidKeyException notAKey(String wanted, byte[] content) {
    String found = PemText.describe(content);
    return new InvalidKeyException(
        "not "
            + wanted
            + " of Ed25519, EC or RSA, PEM or DER, of "
            + content.length
            + " bytes"
            + (found.isEmpty() ? "" : ": " + found));
  }

  /**
   * Reads a private key, whose format shows in its first values. SEC1: version, octets; PKCS#1:
   * numbers; PKCS#8: version, algorithm; encrypted: algorithm.
   */
  private static PrivateKey privateKey(Der.Value key, char @Nullable [] password)
      throws IOException, GeneralSecurityException {
    List<Der.Value> parts = sequence(key);
    if (parts.get(0).tag() == Der.SEQUENCE) {
      return decrypted(key, password);
    }
    if (parts.get(1).tag() == Der.OCTET_STRING) {
      return privateKey(sec1(key, parts), null);
    }
    if (parts.get(1).tag() == Der.INTEGER) {
      byte[] algorithm =
          Der.write(Der.SEQUENCE, Der.write(Der.OID, HexFormat.of().parseHex(RSA)), NULL);
      return pkcs8(Der.read(pkcs8(algorithm, key.whole())));
    }
    return pkcs8(key);
  }

  private static List<Der.Value> sequence(Der.Value value) throws IOException {
    List<Der.Value> parts = value.tag() == Der.SEQUENCE ? value.parts() : List.of();
    if (parts.size() < 2) {
      throw new IOException("not a sequence of two or more");
    }
    return parts;
  }

  /** Converts a SEC1 key, whose curve is in [0], to PKCS#8. */
  private static Der.Value sec1(Der.Value key, List<Der.Value> parts) throws IOException {
    for (Der.Value part : parts) {
      if (part.tag() == 0xa0) {
        byte[] algorithm =
            Der.write(
                Der.SEQUENCE, Der.write(Der.OID, HexFormat.of().parseHex(EC)), part.content());
        return Der.read(pkcs8(algorithm, key.whole()));
      }
    }
    throw new IOException("a SEC1 key without its curve");
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return Der.write(Der.SEQUENCE, ZERO, algorithm, Der.write(Der.OCTET_STRING, key));
  }

  private static PrivateKey decrypted(Der.Value key, char @Nullable [] password)
      throws IOException, GeneralSecurityException {
    if (password == null) {
      throw new UnfitKeyException("the private key is encrypted; give its password");
    }
    EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(key.whole());
    Cipher cipher;
    try {
      // For PBES2 only the parameters name the whole scheme.
      String scheme =
          encrypted.getAlgName().equals("PBES2")
              ? String.valueOf(encrypted.getAlgParameters())
              : encrypted.getAlgName();
      AlgorithmParameters parameters = encrypted.getAlgParameters();
      if (parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount()
          > MOST_ITERATIONS) {
        throw new UnfitKeyException("the private key's password would take too long to check");
      }
      PBEKeySpec secret = new PBEKeySpec(password);
      cipher = Cipher.getInstance(scheme);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(scheme).generateSecret(secret),
          parameters);
      secret.clearPassword();
    } catch (UnfitKeyException e) {
      throw e;
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new UnfitKeyException(
          "the private key is encrypted by an algorithm that this JDK does not know; convert it:"
              + " openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out FILE.p8");
    }
    byte[] plain;
    try {
      plain = encrypted.getKeySpec(cipher).getEncoded();
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new UnfitKeyException("the private key cannot be opened with this password");
    }
    try {
      return pkcs8(Der.read(plain));
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static PrivateKey pkcs8(Der.Value key) throws IOException, GeneralSecurityException {
    List<Der.Value> parts = sequence(key);
    Der.Value algorithm = parts.get(1);
    String name = algorithm(algorithm);
    Der.Value content = Der.read(parts.get(2).content());
    // Without attributes and the public half, which not every JDK reads.
    byte[] bare = Der.write(Der.SEQUENCE, ZERO, algorithm.whole(), parts.get(2).whole());
    PrivateKey read;
    try {
      read = KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(bare));
    } catch (GeneralSecurityException e) {
      throw new UnfitKeyException(
          "a key of " + name + " that this JDK does not accept, perhaps on an unusual curve");
    } finally {
      Arrays.fill(bare, (byte) 0);
    }
    switch (name) {
      case "EC" -> {
        for (Der.Value part : content.parts()) {
          if (part.tag() == 0xa1) {
            checkHalves(name, read, algorithm, part.content());
          }
        }
      }
      case "Ed25519" -> {
        for (Der.Value part : parts) {
          if (part.tag() == 0x81) {
            checkHalves(name, read, algorithm, Der.write(Der.BIT_STRING, part.content()));
          }
        }
      }
      default -> checkNumbers(content.parts());
    }
    return read;
  }

  private static String algorithm(Der.Value identifier) throws IOException, InvalidKeyException {
    List<Der.Value> parts = identifier.parts();
    String name = HexFormat.of().formatHex(parts.get(0).content());
    String curve =
        name.equals(EC) && parts.size() > 1 && parts.get(1).tag() == Der.OID
            ? HexFormat.of().formatHex(parts.get(1).content())
            : name;
    if (curve.startsWith(SM2)) {
      throw new UnfitKeyException("this is an SM2 key; read it with SmKeys of yiwang-sm");
    }
    String algorithm = ALGORITHMS.get(name);
    if (algorithm == null) {
      throw new UnfitKeyException("this is not an Ed25519, EC or RSA key");
    }
    return algorithm;
  }

  /** Checks that the public half verifies a signature of the private half. */
  private static void checkHalves(
      String algorithm, PrivateKey key, Der.Value identifier, byte[] bits)
      throws GeneralSecurityException {
    byte[] spki = Der.write(Der.SEQUENCE, identifier.whole(), bits);
    boolean same;
    try {
      PublicKey half =
          KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(spki));
      String scheme = algorithm.equals("EC") ? "SHA256withECDSA" : algorithm;
      Signature signing = Signature.getInstance(scheme);
      signing.initSign(key);
      signing.update(identifier.whole());
      Signature verifying = Signature.getInstance(scheme);
      verifying.initVerify(half);
      verifying.update(identifier.whole());
      same = verifying.verify(signing.sign());
    } catch (GeneralSecurityException | RuntimeException e) {
      same = false;
    }
    if (!same) {
      throw new UnfitKeyException(OTHER_HALF);
    }
  }

  /**
   * Checks that the numbers version, n, e, d, p and q (RFC 8017 appendix A.1.2) belong together.
   */
  private static void checkNumbers(List<Der.Value> parts)
      throws IOException, GeneralSecurityException {
    BigInteger n = parts.get(1).number();
    BigInteger product = parts.get(2).number().multiply(parts.get(3).number());
    BigInteger p = parts.get(4).number();
    BigInteger q = parts.get(5).number();
    boolean same = p.multiply(q).equals(n) && p.signum() > 0 && q.signum() > 0;
    for (BigInteger prime : List.of(p, q)) {
      BigInteger order = prime.subtract(BigInteger.ONE);
      same = same && order.signum() > 0 && product.mod(order).equals(BigInteger.ONE.mod(order));
    }
    if (!same) {
      throw new UnfitKeyException(OTHER_HALF);
    }
  }

  private static PublicKey publicKey(Der.Value key) throws IOException, GeneralSecurityException {
    List<Der.Value> parts = sequence(key);
    if (parts.size() == 3) {
      return publicKey(Der.read(spki(parts.get(0))));
    }
    Der.Value spki = key;
    if (parts.get(0).tag() == Der.INTEGER) {
      byte[] algorithm =
          Der.write(Der.SEQUENCE, Der.write(Der.OID, HexFormat.of().parseHex(RSA)), NULL);
      byte[] bits = Der.write(Der.BIT_STRING, new byte[1], key.whole());
      spki = Der.read(Der.write(Der.SEQUENCE, algorithm, bits));
    }
    String name = algorithm(sequence(spki).get(0));
    try {
      return KeyFactory.getInstance(name).generatePublic(new X509EncodedKeySpec(spki.whole()));
    } catch (GeneralSecurityException e) {
      throw new UnfitKeyException(
          "a key of " + name + " that this JDK does not accept, perhaps on an unusual curve");
    }
  }

  /**
   * Returns the key of a certificate, which follows five members, or six if the version is not 1.
   */
  private static byte[] spki(Der.Value content) throws IOException {
    List<Der.Value> parts = content.parts();
    return parts.get(parts.get(0).tag() == 0xa0 ? 6 : 5).whole();
  }
}
