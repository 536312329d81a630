package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.yiwang.internal.shared.PemText;
import io.yiwang.internal.shared.PemText.Block;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads and writes keys in PEM and DER. */
final class KeyFiles {
  private KeyFiles() {}

  static Sm2PrivateKey privateKey(byte[] pemOrDer, char @Nullable [] password)
      throws InvalidKeyException {
    try {
      for (Block block : PemText.blocks(pemOrDer)) {
        String type = block.type();
        if (type.isEmpty() || (type.endsWith("KEY") && !type.endsWith("PUBLIC KEY"))) {
          return privateKey(block, password);
        }
      }
    } catch (IOException | RuntimeException e) {
      // Dropped: a parser's message may quote what it could not parse.
    }
    throw notAKey("private key in PKCS#8 or SEC1 form", pemOrDer);
  }

  private static Sm2PrivateKey privateKey(Block block, char @Nullable [] password)
      throws IOException, InvalidKeyException {
    byte[] der = block.der();
    byte[] plain = der;
    byte[] number = null;
    try {
      String info = block.headers().get("DEK-Info");
      if (info != null) {
        plain = PasswordEncryption.decryptPem(info, der, password);
      }
      number = KeyLayout.number(plain);
      return number == null
          ? parsed(plain, password, info != null)
          : new Sm2PrivateKey(number).withPublicHalf(KeyLayout.publicHalf(plain));
    } finally {
      Arrays.fill(der, (byte) 0);
      Arrays.fill(plain, (byte) 0);
      if (number != null) {
        Arrays.fill(number, (byte) 0);
      }
    }
  }

  /** Parses a key; if it was decrypted and is not a key, the password was wrong. */
  private static Sm2PrivateKey parsed(byte[] der, char @Nullable [] password, boolean wasEncrypted)
      throws IOException, InvalidKeyException {
    try {
      return KeyParser.privateKey(der, password);
    } catch (RuntimeException e) {
      if (wasEncrypted) {
        throw PasswordEncryption.wrongPassword();
      }
      throw e;
    }
  }

  static Sm2PublicKey publicKey(byte[] pemOrDer) throws InvalidKeyException {
    try {
      for (Block block : PemText.blocks(pemOrDer)) {
        String type = block.type();
        if (type.isEmpty() || type.endsWith("PUBLIC KEY") || type.endsWith("CERTIFICATE")) {
          byte[] point = KeyLayout.point(block.der());
          return Sm2PublicKey.decode(point == null ? KeyParser.point(block.der()) : point);
        }
      }
    } catch (IOException | RuntimeException e) {
      // Dropped: a parser's message may quote what it could not parse.
    }
    throw notAKey("public key or certificate", pemOrDer);
  }

  private static InvalidKeyException notAKey(String wanted, byte[] content) {
    String found = PemText.describe(content);
    return new InvalidKeyException(
        "not an SM2 "
            + wanted
            + ", PEM or DER, of "
            + content.length
            + " bytes"
            + (found.isEmpty() ? "" : ": " + found));
  }

  static String pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }
}
