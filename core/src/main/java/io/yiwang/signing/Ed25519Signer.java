package io.yiwang.signing;

import java.security.PrivateKey;
import java.security.Provider;

/**
 * Signs with Ed25519; a signature is 64 bytes. Thread-safe.
 *
 * @see "RFC 9421 section 3.3.6; RFC 8032"
 */
public final class Ed25519Signer extends JcaSigner {
  /** Makes a signer for one private key, known to the gateway as {@code keyId}. */
  public Ed25519Signer(String keyId, PrivateKey key) {
    super(keyId, "ed25519", JcaEngine.signing("Ed25519", null, key, null));
  }

  /**
   * Makes a signer for a key that stays in an HSM or another token. If a logout or a reset
   * invalidates the token's keys, make a new signer with the key that is found afterwards.
   *
   * @param provider the provider of the token, such as SunPKCS11; it need not be registered with
   *     the JVM
   */
  public Ed25519Signer(String keyId, PrivateKey key, Provider provider) {
    super(keyId, "ed25519", JcaEngine.signing("Ed25519", null, key, provider));
  }
}
