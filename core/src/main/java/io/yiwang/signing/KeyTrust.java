package io.yiwang.signing;

import java.security.GeneralSecurityException;
import java.time.Instant;

/**
 * Decides whether a key that a gateway offers is that gateway's. Implementations are thread-safe.
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
   * @throws GeneralSecurityException if one of this is not so, or the key does not fit {@code alg};
   *     its text says which, and is printed
   */
  Verifier trusted(GatewayKey key, String host, Instant at) throws GeneralSecurityException;

  /**
   * Returns a sealer for a key of use {@code encrypt}, under the same conditions. An implementation
   * that decides on signing keys alone trusts no sealing key.
   *
   * @param host the endpoint's host, which is a name of the gateway
   * @throws GeneralSecurityException if the key is not trusted, or does not fit {@code alg}
   */
  default Sealer trustedSealer(GatewayKey key, String host, Instant at)
      throws GeneralSecurityException {
    throw new GeneralSecurityException("nobody decides on sealing keys");
  }

  /**
   * Returns a text that is equal for equal public keys: a key's id stays bound to it. By default it
   * is the whole leaf certificate; override it so that a renewed certificate of the same key is
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
