package io.yiwang.signing;

import io.yiwang.value.Id;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;

/**
 * Signs with Ed25519; a signature is 64 bytes. Thread-safe. The key may be one of an HSM's JCA
 * provider.
 *
 * @see "RFC 9421 section 3.3.6; RFC 8032"
 */
public final class Ed25519Signer implements Signer {
  private final String keyId;
  private final JcaEngine engine;

  /** A signer for one private key, known to the gateway as {@code keyId}. */
  public Ed25519Signer(String keyId, PrivateKey key) {
    this.keyId = Id.check(keyId, "key id");
    this.engine = JcaEngine.signing("Ed25519", null, key);
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
  public byte[] sign(byte[] message) throws GeneralSecurityException {
    return engine.sign(message);
  }

  @Override
  public String toString() {
    return "ed25519 signer " + keyId;
  }
}
