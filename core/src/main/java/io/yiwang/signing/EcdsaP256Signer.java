package io.yiwang.signing;

import java.security.PrivateKey;
import java.security.Provider;

/**
 * Signs with ECDSA over P-256 with SHA-256; a signature is {@code r} and {@code s}, 64 bytes, not
 * DER. Thread-safe. The key may be one of an HSM's JCA provider.
 *
 * @see "RFC 9421 section 3.3.4"
 */
public final class EcdsaP256Signer extends JcaSigner {
  /** The JDK's name for r and s, each of 32 bytes. */
  static final String SCHEME = "SHA256withECDSAinP1363Format";

  /** Makes a signer for one private key, known to the gateway as {@code keyId}. */
  public EcdsaP256Signer(String keyId, PrivateKey key) {
    super(keyId, "ecdsa-p256-sha256", JcaEngine.signing(SCHEME, null, key, null));
  }

  /**
   * Makes a signer for a key that stays in an HSM or another token. Where a logout or a reset voids
   * the token's keys, make another signer with the key as it is found then.
   *
   * @param provider the token's, such as SunPKCS11; it need not be registered with the JVM
   */
  public EcdsaP256Signer(String keyId, PrivateKey key, Provider provider) {
    super(keyId, "ecdsa-p256-sha256", JcaEngine.signing(SCHEME, null, key, provider));
  }
}
