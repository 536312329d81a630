package io.yiwang.signing;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;

class RsaPssTest extends SignerContract {
  private static final KeyPair KEYS = generate("RSA", 2048);
  private static final KeyPair FOREIGN = generate("EC", 256);

  @Override
  String algorithm() {
    return "rsa-pss-sha512";
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
    return new RsaPssSigner(keyId, key);
  }

  @Override
  Verifier verifier(String keyId, PublicKey key) {
    return new RsaPssVerifier(keyId, key);
  }
}
