package io.yiwang.signing;

import java.security.GeneralSecurityException;
import java.time.Instant;

/**
 * Decides whether a key that a gateway offers belongs to that gateway. Implementations are
 * thread-safe.
 *
 * @see "IGS/1 section 2.5"
 */
@FunctionalInterface
public interface KeyTrust {
  /**
   * Returns a verifier for a signing key whose certificate chain ends in a configured anchor and
   * whose certificate names the gateway.
   *
   * @param host the endpoint's host, which is a name of the gateway
   * @throws GeneralSecurityException if any of this is not the case, or the key does not fit {@code
   *     alg}; the message says which, and is shown to users
   */
  Verifier trusted(GatewayKey key, String host, Instant at) throws GeneralSecurityException;

  /**
   * Returns a sealer for a key with the use {@code encrypt}, under the same conditions. The default
   * implementation trusts no sealing key.
   *
   * @param host the endpoint's host, which is a name of the gateway
   * @throws GeneralSecurityException if the key is not trusted, or does not fit {@code alg}
   */
  default Sealer trustedSealer(GatewayKey key, String host, Instant at)
      throws GeneralSecurityException {
    throw new GeneralSecurityException("this KeyTrust does not decide on sealing keys");
  }

  /**
   * Returns a text that is equal for equal public keys, to which a key's id stays bound. By default
   * it is the whole leaf certificate; override it so that a renewed certificate of the same key is
   * recognised.
   *
   * @throws GeneralSecurityException if the leaf cannot be read
   */
  default String publicKey(GatewayKey key) throws GeneralSecurityException {
    if (key.chain().isEmpty()) {
      throw new GeneralSecurityException("the key has no certificate");
    }
    return key.chain().get(0);
  }
}
