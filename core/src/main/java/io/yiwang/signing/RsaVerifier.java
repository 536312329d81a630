package io.yiwang.signing;

import java.security.PublicKey;

/**
 * Verifies RSASSA-PKCS1-v1_5 with SHA-256. Thread-safe.
 *
 * @see "RFC 9421 section 3.3.2"
 */
public final class RsaVerifier extends JcaVerifier {
  /** Makes a verifier for one public key, which its owner calls {@code keyId}. */
  public RsaVerifier(String keyId, PublicKey key) {
    super(keyId, "rsa-v1_5-sha256", JcaEngine.verifying("SHA256withRSA", null, key));
  }
}
