package io.yiwang.identity;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1Primitive;
import org.jspecify.annotations.Nullable;

/**
 * What a time stamp is worth.
 *
 * @param finding {@link Finding#TIME_PROVEN}, or why it proves nothing
 * @param detail for a programmer, in English
 * @param time what it proves; null where it proves none
 */
public record Timestamp(Finding finding, String detail, @Nullable Instant time) {
  /**
   * Verifies an RFC 3161 token, offline.
   *
   * @param token DER; an authority's whole answer is read too
   * @param stamped the bytes that it ought to be over
   */
  public static Timestamp verify(byte[] token, byte[] stamped, DocumentTrust trust) {
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
