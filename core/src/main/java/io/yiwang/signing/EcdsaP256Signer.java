package io.yiwang.signing;

import io.yiwang.value.Id;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;

/**
 * Signs with ECDSA over P-256 with SHA-256; a signature is {@code r} and {@code s}, 64 bytes, not
 * DER. Thread-safe. The key may be one of an HSM's JCA provider.
 *
 * @see "RFC 9421 section 3.3.4"
 */
public final class EcdsaP256Signer implements Signer {
  private final String keyId;
  private final JcaEngine engine;

  /** A signer for one private key, known to the gateway as {@code keyId}. */
  public EcdsaP256Signer(String keyId, PrivateKey key) {
    this.keyId = Id.check(keyId, "key id");
    this.engine = JcaEngine.signing("SHA256withECDSAinP1363Format", null, key);
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
  public byte[] sign(byte[] message) throws GeneralSecurityException {
    return engine.sign(message);
  }

  @Override
  public String toString() {
    return "ecdsa-p256-sha256 signer " + keyId;
  }
}
