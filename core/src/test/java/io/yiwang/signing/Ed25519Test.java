package io.yiwang.signing;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Ed25519Test extends SignerContract {
  private static final KeyPair KEYS = generate("Ed25519", 0);
  private static final KeyPair FOREIGN = generate("Ed448", 0);

  @Override
  String algorithm() {
    return "ed25519";
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
    return new Ed25519Signer(keyId, key);
  }

  @Override
  Verifier verifier(String keyId, PublicKey key) {
    return new Ed25519Verifier(keyId, key);
  }

  @Test
  void verify_trailingZero_refuses() throws Exception {
    byte[] message = {1, 2, 3};
    byte[] signature = signer("k", KEYS.getPrivate()).sign(message);

    assertThrows(
        SignatureException.class,
        () -> verifier("k", KEYS.getPublic()).verify(message, Arrays.copyOf(signature, 65)));
  }
}
