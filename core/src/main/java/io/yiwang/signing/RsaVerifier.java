package io.yiwang.signing;

import io.yiwang.value.Id;
import java.security.GeneralSecurityException;
import java.security.PublicKey;

/**
 * Verifies RSASSA-PKCS1-v1_5 with SHA-256. Thread-safe.
 *
 * @see "RFC 9421 section 3.3.2"
 */
public final class RsaVerifier implements Verifier {
  private final String keyId;
  private final JcaEngine engine;

  /** A verifier for one public key, named {@code keyId} by its owner. */
  public RsaVerifier(String keyId, PublicKey key) {
    this.keyId = Id.check(keyId, "key id");
    this.engine = JcaEngine.verifying("SHA256withRSA", null, key);
  }

  @Override
  public String keyId() {
    return keyId;
  }

  @Override
  public String algorithm() {
    return "rsa-v1_5-sha256";
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
    return "rsa-v1_5-sha256 verifier " + keyId;
  }
}
