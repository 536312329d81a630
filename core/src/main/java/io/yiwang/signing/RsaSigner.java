package io.yiwang.signing;

import io.yiwang.value.Id;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;

/**
 * Signs with RSASSA-PKCS1-v1_5 with SHA-256. Thread-safe. The key may be one of an HSM's JCA
 * provider.
 *
 * @see "RFC 9421 section 3.3.2"
 */
public final class RsaSigner implements Signer {
  private final String keyId;
  private final JcaEngine engine;

  /** A signer for one private key, known to the gateway as {@code keyId}. */
  public RsaSigner(String keyId, PrivateKey key) {
    this.keyId = Id.check(keyId, "key id");
    this.engine = JcaEngine.signing("SHA256withRSA", null, key);
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
  public byte[] sign(byte[] message) throws GeneralSecurityException {
    return engine.sign(message);
  }

  @Override
  public String toString() {
    return "rsa-v1_5-sha256 signer " + keyId;
  }
}
