package io.yiwang.signing;

import java.security.PrivateKey;
import java.security.Provider;

/**
 * Signs with ECDSA on P-256 and SHA-256; a signature is {@code r} and {@code s} in 64 bytes, not
 * DER. Thread-safe. The key may belong to the JCA provider of an HSM.
 *
 * @see "RFC 9421 section 3.3.4"
 */
public final class EcdsaP256Signer extends JcaSigner {
  /** The JDK's name of the scheme in which r and s have 32 bytes each. */
  static final String SCHEME = "SHA256withECDSAinP1363Format";

  /** Makes a signer for one private key, known to the gateway as {@code keyId}. */
  public EcdsaP256Signer(String keyId, PrivateKey key) {
    super(keyId, "ecdsa-p256-sha256", JcaEngine.signing(SCHEME, null, key, null));
  }

  /**
   * Makes a signer for a key that stays in an HSM or another token. If a logout or a reset
   * invalidates the token's keys, make a new signer with the key that is found afterwards.
   *
   * @param provider the provider of the token, such as SunPKCS11; it need not be registered with
   *     the JVM
   */
  public EcdsaP256Signer(String keyId, PrivateKey key, Provider provider) {
    super(keyId, "ecdsa-p256-sha256", JcaEngine.signing(SCHEME, null, key, provider));
  }
}
