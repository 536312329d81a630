package io.yiwang.identity;

import java.io.IOException;
import java.util.List;
import org.bouncycastle.asn1.ASN1Primitive;

/**
 * Verifies time stamps, offline. Thread-safe.
 *
 * @see "RFC 3161"
 */
public final class TimestampVerifier {
  private final DocumentTrust trust;

  /** Believes the authorities that a trust names. */
  public TimestampVerifier(DocumentTrust trust) {
    this.trust = trust;
  }

  /**
   * Verifies an RFC 3161 token. A token that cannot be read proves nothing; it does not throw.
   *
   * @param token DER; an authority's whole answer is read too
   * @param stamped the bytes that it ought to be over
   */
  public Timestamp verify(byte[] token, byte[] stamped) {
    try {
      Timestamp found =
          new TimestampValidation(trust, trust.clock().instant(), stamped, SuppliedEvidence.NOTHING)
              .best(List.of(ASN1Primitive.fromByteArray(token)));
      if (found != null) {
        return found;
      }
    } catch (IOException | RuntimeException e) {
      // What cannot be read proves nothing.
    }
    return new Timestamp(Finding.TIMESTAMP_NOT_READ, "it is not ASN.1", null);
  }
}
