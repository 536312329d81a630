package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.KeyPair;
import java.util.Base64;

/** Writes keys and certificates in PEM (RFC 7468). */
final class Pem {
  private Pem() {}

  /** Returns the private key of a pair in PKCS#8. */
  static String ofPrivate(KeyPair pair) {
    return of("PRIVATE KEY", pair.getPrivate().getEncoded());
  }

  /** Returns the public key of a pair as X.509 SubjectPublicKeyInfo. */
  static String ofPublic(KeyPair pair) {
    return of("PUBLIC KEY", pair.getPublic().getEncoded());
  }

  static String of(String label, byte[] der) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII));
    return "-----BEGIN "
        + label
        + "-----\n"
        + lines.encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
