package io.yiwang.signing;

import java.security.PublicKey;

/**
 * Verifies ECDSA on P-256 with SHA-256; a signature is {@code r} and {@code s} in 64 bytes, not
 * DER. Thread-safe.
 *
 * @see "RFC 9421 section 3.3.4"
 */
public final class EcdsaP256Verifier extends JcaVerifier {
  /** Makes a verifier for one public key, which its owner calls {@code keyId}. */
  public EcdsaP256Verifier(String keyId, PublicKey key) {
    super(keyId, "ecdsa-p256-sha256", JcaEngine.verifying(EcdsaP256Signer.SCHEME, null, key));
  }
}
