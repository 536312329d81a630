package io.yiwang.signing;

import java.security.PrivateKey;

/**
 * Signs with RSASSA-PKCS1-v1_5 with SHA-256. Thread-safe. The key may be one of an HSM's JCA
 * provider.
 *
 * @see "RFC 9421 section 3.3.2"
 */
public final class RsaSigner extends JcaSigner {
  /** A signer for one private key, known to the gateway as {@code keyId}. */
  public RsaSigner(String keyId, PrivateKey key) {
    super(keyId, "rsa-v1_5-sha256", JcaEngine.signing("SHA256withRSA", null, key));
  }
}
