package io.yiwang.signing;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import org.junit.jupiter.api.Test;

class EcdsaP256Test extends SignerContract {
  private static final KeyPair KEYS = generate("EC", 256);
  private static final KeyPair FOREIGN = generate("EC", 384);

  @Override
  String algorithm() {
    return "ecdsa-p256-sha256";
  }

  @Override
  int length() {
    return 64;
  }

  @Override
  KeyPair keys() {
    return KEYS;
  }

  @Override
  KeyPair foreignKeys() {
    return FOREIGN;
  }

  @Override
  Signer signer(String keyId, PrivateKey key) {
    return new EcdsaP256Signer(keyId, key);
  }

  @Override
  Verifier verifier(String keyId, PublicKey key) {
    return new EcdsaP256Verifier(keyId, key);
  }

  @Test
  void verify_derSignature_refuses() throws GeneralSecurityException {
    Signature der = Signature.getInstance("SHA256withECDSA");
    der.initSign(KEYS.getPrivate());
    der.update(new byte[] {1});
    byte[] signature = der.sign();

    assertThrows(
        SignatureException.class,
        () -> verifier(KEY_ID, KEYS.getPublic()).verify(new byte[] {1}, signature));
  }
}
