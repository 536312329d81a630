package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keys in PEM and DER. */
final class KeyFiles {
  private static final int SEQUENCE = 0x30;

  /** A block without headers, which belong to an encryption long given up. */
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]++)-----END \\1-----");

  private KeyFiles() {}

  static Sm2PrivateKey privateKey(byte[] pemOrDer, char @Nullable [] password)
      throws InvalidKeyException {
    byte[] der = new byte[0];
    try {
      der = der(pemOrDer, "PRIVATE KEY");
      byte[] number = KeyLayout.number(der);
      if (number == null) {
        return Sm2PrivateKey.of(KeyParser.number(der, password));
      }
      try {
        return new Sm2PrivateKey(number);
      } finally {
        Arrays.fill(number, (byte) 0);
      }
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      // Without the cause: a parser's message may quote what it could not parse.
      throw new InvalidKeyException(
          "not an SM2 private key in PKCS#8 or SEC1 form, PEM or DER, of "
              + pemOrDer.length
              + " bytes");
    } finally {
      if (der != pemOrDer) {
        Arrays.fill(der, (byte) 0);
      }
    }
  }

  static Sm2PublicKey publicKey(byte[] pemOrDer) throws InvalidKeyException {
    byte[] point;
    try {
      byte[] der = der(pemOrDer, "PUBLIC KEY", "CERTIFICATE");
      point = KeyLayout.point(der);
      if (point == null) {
        point = KeyParser.point(der);
      }
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw new InvalidKeyException(
          "not an SM2 public key or certificate, PEM or DER, of " + pemOrDer.length + " bytes");
    }
    return Sm2PublicKey.decode(point);
  }

  /** The first PEM block whose type ends in one of these, or the bytes themselves if DER. */
  private static byte[] der(byte[] pemOrDer, String... types) throws IOException {
    if (pemOrDer.length > 0 && pemOrDer[0] == SEQUENCE) {
      return pemOrDer;
    }
    // Not a single character of PEM is beyond ASCII; a comment around it may be.
    Matcher block = BLOCK.matcher(new String(pemOrDer, ISO_8859_1));
    while (block.find()) {
      for (String type : types) {
        if (block.group(1).endsWith(type)) {
          return Base64.getDecoder().decode(block.group(2).replaceAll("\\s", ""));
        }
      }
    }
    throw new IOException("no such PEM block");
  }

  static String pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }
}
