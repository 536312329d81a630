package io.yiwang.signing;

import java.security.PrivateKey;
import java.security.Provider;

/**
 * Signs with RSASSA-PSS, using SHA-512, MGF1 with SHA-512 and a salt of 64 bytes. Thread-safe.
 *
 * @see "RFC 9421 section 3.3.1"
 */
public final class RsaPssSigner extends JcaSigner {
  /** Makes a signer for one private key, known to the gateway as {@code keyId}. */
  public RsaPssSigner(String keyId, PrivateKey key) {
    super(keyId, "rsa-pss-sha512", JcaEngine.signing("RSASSA-PSS", RsaPss.SHA_512, key, null));
  }

  /**
   * Makes a signer for a key that stays in an HSM or another token. If a logout or a reset
   * invalidates the token's keys, make a new signer with the key that is found afterwards.
   *
   * @param provider the provider of the token, such as SunPKCS11; it need not be registered with
   *     the JVM
   */
  public RsaPssSigner(String keyId, PrivateKey key, Provider provider) {
    super(keyId, "rsa-pss-sha512", JcaEngine.signing("RSASSA-PSS", RsaPss.SHA_512, key, provider));
  }
}
