package io.yiwang.signing;

import io.yiwang.value.Id;
import java.security.GeneralSecurityException;
import java.security.PublicKey;

/**
 * Verifies ECDSA over P-256 with SHA-256; a signature is {@code r} and {@code s}, 64 bytes, not
 * DER. Thread-safe.
 *
 * @see "RFC 9421 section 3.3.4"
 */
public final class EcdsaP256Verifier implements Verifier {
  private final String keyId;
  private final JcaEngine engine;

  /** A verifier for one public key, named {@code keyId} by its owner. */
  public EcdsaP256Verifier(String keyId, PublicKey key) {
    this.keyId = Id.check(keyId, "key id");
    this.engine = JcaEngine.verifying("SHA256withECDSAinP1363Format", null, key);
  }

  @Override
  public String keyId() {
    return keyId;
  }

  @Override
  public String algorithm() {
    return "ecdsa-p256-sha256";
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
    return "ecdsa-p256-sha256 verifier " + keyId;
  }
}
