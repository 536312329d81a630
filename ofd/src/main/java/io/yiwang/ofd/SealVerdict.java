package io.yiwang.ofd;

import io.yiwang.identity.DocumentVerdict;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says whether one signature of a document is valid. Immutable.
 *
 * @param id of the signature in the document
 * @param verdict the result, with the findings in Chinese and English and the signer's certificate
 * @param seal the seal in the signature; null for a signature without a seal
 * @param maker the certificate of the seal's maker, trusted or not; null without a seal
 * @param claimedTime the time of signing that the signer claims; null if it cannot be read
 * @param provenTime the time of signing that a trusted time stamp proves; null if none does
 * @param covered the files that the signature covers
 * @param uncovered the files that it does not cover, without those of signatures
 */
public record SealVerdict(
    String id,
    DocumentVerdict verdict,
    @Nullable Seal seal,
    @Nullable X509Certificate maker,
    @Nullable Instant claimedTime,
    @Nullable Instant provenTime,
    List<String> covered,
    List<String> uncovered) {
  /** Copies the lists. */
  public SealVerdict {
    covered = List.copyOf(covered);
    uncovered = List.copyOf(uncovered);
  }

  /** Shows the status and the findings, but no certificate, which would name its holder. */
  @Override
  public String toString() {
    return verdict.toString();
  }
}
