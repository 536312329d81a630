package io.yiwang.signing;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;

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
}
