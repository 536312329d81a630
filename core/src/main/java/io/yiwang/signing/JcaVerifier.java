package io.yiwang.signing;

import io.yiwang.internal.shared.Id;
import java.security.GeneralSecurityException;

/** Implements what the JDK's schemes have in common when they verify. */
abstract sealed class JcaVerifier implements Verifier
    permits EcdsaP256Verifier, Ed25519Verifier, RsaPssVerifier, RsaVerifier {
  private final String keyId;
  private final String algorithm;
  private final JcaEngine engine;

  JcaVerifier(String keyId, String algorithm, JcaEngine engine) {
    this.keyId = Id.check(keyId, "key id");
    this.algorithm = algorithm;
    this.engine = engine;
  }

  @Override
  public final String keyId() {
    return keyId;
  }

  @Override
  public final String algorithm() {
    return algorithm;
  }

  @Override
  public final ContentDigest digest() {
    return ContentDigest.SHA_256;
  }

  @Override
  public void verify(byte[] message, byte[] signature) throws GeneralSecurityException {
    engine.verify(message, signature);
  }

  @Override
  public final String toString() {
    return algorithm + " verifier " + keyId;
  }
}
