package io.yiwang.signing;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;

class RsaTest extends SignerContract {
  private static final KeyPair KEYS = generate("RSA", 2048);
  private static final KeyPair FOREIGN = generate("Ed25519", 0);

  @Override
  String algorithm() {
    return "rsa-v1_5-sha256";
  }

  @Override
  int length() {
    return 256;
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
    return new RsaSigner(keyId, key);
  }

  @Override
  Verifier verifier(String keyId, PublicKey key) {
    return new RsaVerifier(keyId, key);
  }
}
