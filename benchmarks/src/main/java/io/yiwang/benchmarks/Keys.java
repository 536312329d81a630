package io.yiwang.benchmarks;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Creates RSA keys for one run, and encodes keys to pass them to another JVM. */
final class Keys {
  private Keys() {}

  static KeyPair newRsa() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  static PublicKey rsaPublic(byte[] spki) throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki));
  }

  static String text(byte[] encoded) {
    return Base64.getEncoder().encodeToString(encoded);
  }

  static byte[] bytes(String text) {
    return Base64.getDecoder().decode(text);
  }
}
