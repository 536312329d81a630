package io.yiwang.signing;

import java.time.OffsetDateTime;
import java.util.List;

/**
 * Describes one entry of the gateway's key list. Untrusted.
 *
 * @param keyid the id of the key
 * @param alg the RFC 9421 algorithm, or the sealing algorithm of an encryption key
 * @param use {@code sign} or {@code encrypt}
 * @param chain the certificate chain, DER in base64, leaf first
 * @see "IGS/1 section 2.5"
 */
public record GatewayKey(
    String keyid,
    String alg,
    String use,
    OffsetDateTime notBefore,
    OffsetDateTime notAfter,
    List<String> chain) {
  /** Copies the chain. */
  public GatewayKey {
    chain = List.copyOf(chain);
  }
}
