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

  /** Makes a verifier that trusts the time stamp authorities of {@code trust}. */
  public TimestampVerifier(DocumentTrust trust) {
    this.trust = trust;
  }

  /**
   * Verifies an RFC 3161 token. A token that cannot be read proves nothing; there is no exception.
   *
   * @param token in DER; an authority's whole answer is accepted too
   * @param stamped the bytes that the token must cover
   */
  public Timestamp verify(byte[] token, byte[] stamped) {
    try {
      Timestamp found =
          new TimestampValidation(trust, trust.clock().instant(), stamped, SuppliedEvidence.NONE)
              .best(List.of(ASN1Primitive.fromByteArray(token)));
      if (found != null) {
        return found;
      }
    } catch (IOException | RuntimeException e) {
      // A token that cannot be parsed proves nothing.
    }
    return new Timestamp(Finding.TIMESTAMP_NOT_READ, "the token is not ASN.1", null);
  }
}
