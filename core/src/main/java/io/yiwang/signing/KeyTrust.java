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
}
