package io.yiwang.signing;

import java.security.GeneralSecurityException;
import java.time.Instant;

/**
 * Decides whether a key that the gateway offers is the gateway's. Implementations are thread-safe.
 *
 * @see "IGS/1 section 2.5"
 */
@FunctionalInterface
public interface KeyTrust {
  /**
   * Returns a verifier for a key whose certificate chain ends in a configured anchor.
   *
   * @throws GeneralSecurityException if the chain does not, or its key does not fit {@code alg}
   */
  Verifier trusted(GatewayKey key, Instant at) throws GeneralSecurityException;

  /**
   * Returns a sealer for a key of use {@code encrypt} whose certificate chain ends in a configured
   * anchor. One who decides on signing keys alone trusts none.
   *
   * @throws GeneralSecurityException if the chain does not, or its key does not fit {@code alg}
   */
  default Sealer trustedSealer(GatewayKey key, Instant at) throws GeneralSecurityException {
    throw new GeneralSecurityException("nobody decides on sealing keys");
  }
}
