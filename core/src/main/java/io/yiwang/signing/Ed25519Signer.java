package io.yiwang.signing;

import java.security.PrivateKey;

/**
 * Signs with Ed25519; a signature is 64 bytes. Thread-safe. The key may be one of an HSM's JCA
 * provider.
 *
 * @see "RFC 9421 section 3.3.6; RFC 8032"
 */
public final class Ed25519Signer extends JcaSigner {
  /** A signer for one private key, known to the gateway as {@code keyId}. */
  public Ed25519Signer(String keyId, PrivateKey key) {
    super(keyId, "ed25519", JcaEngine.signing("Ed25519", null, key));
  }
}
