package io.yiwang.signing;

import java.security.PrivateKey;
import java.security.Provider;

/**
 * Signs with RSASSA-PKCS1-v1_5 and SHA-256. Thread-safe.
 *
 * @see "RFC 9421 section 3.3.2"
 */
public final class RsaSigner extends JcaSigner {
  /** Makes a signer for one private key, known to the gateway as {@code keyId}. */
  public RsaSigner(String keyId, PrivateKey key) {
    super(keyId, "rsa-v1_5-sha256", JcaEngine.signing("SHA256withRSA", null, key, null));
  }

  /**
   * Makes a signer for a key that stays in an HSM or another token. If a logout or a reset
   * invalidates the token's keys, make a new signer with the key that is found afterwards.
   *
   * @param provider the provider of the token, such as SunPKCS11; it need not be registered with
   *     the JVM
   */
  public RsaSigner(String keyId, PrivateKey key, Provider provider) {
    super(keyId, "rsa-v1_5-sha256", JcaEngine.signing("SHA256withRSA", null, key, provider));
  }
}
