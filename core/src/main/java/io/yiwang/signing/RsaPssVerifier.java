package io.yiwang.signing;

import java.security.PublicKey;

/**
 * Verifies RSASSA-PSS with SHA-512, MGF1 with SHA-512 and a salt of 64 bytes. Thread-safe.
 *
 * @see "RFC 9421 section 3.3.1"
 */
public final class RsaPssVerifier extends JcaVerifier {
  /** Makes a verifier for one public key, which its owner calls {@code keyId}. */
  public RsaPssVerifier(String keyId, PublicKey key) {
    super(keyId, "rsa-pss-sha512", JcaEngine.verifying("RSASSA-PSS", RsaPss.SHA_512, key));
  }
}
