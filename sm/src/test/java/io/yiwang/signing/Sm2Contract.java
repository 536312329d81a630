package io.yiwang.signing;

import io.yiwang.identity.sm.Sm2Provider;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.Sm2Verifier;
import io.yiwang.identity.sm.Sm3Digest;
import io.yiwang.identity.sm.SmKeys;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Tests what every scheme must fulfil, with a given implementation of SM2. */
abstract class Sm2Contract extends SignerContract {
  private static final KeyPair KEYS = sm2();
  private static final KeyPair FOREIGN = generate("EC", 256);

  private final Sm2Provider provider;

  Sm2Contract(Sm2Provider provider) {
    this.provider = provider;
  }

  private static KeyPair sm2() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
      generator.initialize(new ECGenParameterSpec("sm2p256v1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  String algorithm() {
    return "sm2-sm3";
  }

  @Override
  ContentDigest digest() {
    return Sm3Digest.INSTANCE;
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
    try {
      return Sm2Signer.builder(keyId, SmKeys.privateKey(key.getEncoded()))
          .provider(provider)
          .build();
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException(e.getMessage());
    }
  }

  @Override
  Verifier verifier(String keyId, PublicKey key) {
    try {
      return new Sm2Verifier(keyId, SmKeys.publicKey(key.getEncoded()), provider);
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException(e.getMessage());
    }
  }
}
