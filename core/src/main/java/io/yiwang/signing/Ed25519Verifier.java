package io.yiwang.signing;

import java.security.PublicKey;

/**
 * Verifies Ed25519; a signature is 64 bytes. Thread-safe.
 *
 * @see "RFC 9421 section 3.3.6; RFC 8032"
 */
public final class Ed25519Verifier extends JcaVerifier {
  /** Makes a verifier for one public key, which its owner calls {@code keyId}. */
  public Ed25519Verifier(String keyId, PublicKey key) {
    super(keyId, "ed25519", JcaEngine.verifying("Ed25519", null, key));
  }
}
