package io.yiwang.signing;

import io.yiwang.value.Id;
import java.security.GeneralSecurityException;
import java.security.PublicKey;

/**
 * Verifies Ed25519; a signature is 64 bytes. Thread-safe.
 *
 * @see "RFC 9421 section 3.3.6; RFC 8032"
 */
public final class Ed25519Verifier implements Verifier {
  private final String keyId;
  private final JcaEngine engine;

  /** A verifier for one public key, named {@code keyId} by its owner. */
  public Ed25519Verifier(String keyId, PublicKey key) {
    this.keyId = Id.check(keyId, "key id");
    this.engine = JcaEngine.verifying("Ed25519", null, key);
  }

  @Override
  public String keyId() {
    return keyId;
  }

  @Override
  public String algorithm() {
    return "ed25519";
  }

  @Override
  public ContentDigest digest() {
    return ContentDigest.SHA_256;
  }

  @Override
  public void verify(byte[] message, byte[] signature) throws GeneralSecurityException {
    engine.verify(message, signature);
  }

  @Override
  public String toString() {
    return "ed25519 verifier " + keyId;
  }
}
