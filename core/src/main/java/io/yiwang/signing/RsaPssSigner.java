package io.yiwang.signing;

import java.security.PrivateKey;

/**
 * Signs with RSASSA-PSS with SHA-512, MGF1 with SHA-512 and a salt of 64 bytes. Thread-safe. The
 * key may be one of an HSM's JCA provider.
 *
 * @see "RFC 9421 section 3.3.1"
 */
public final class RsaPssSigner extends JcaSigner {
  /** A signer for one private key, known to the gateway as {@code keyId}. */
  public RsaPssSigner(String keyId, PrivateKey key) {
    super(keyId, "rsa-pss-sha512", JcaEngine.signing("RSASSA-PSS", RsaPss.SHA_512, key));
  }
}
