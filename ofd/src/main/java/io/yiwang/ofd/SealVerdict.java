package io.yiwang.ofd;

import io.yiwang.identity.DocumentVerdict;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what one signature of a document is worth. Immutable.
 *
 * @param id of the signature in the document
 * @param verdict with what was found, in Chinese and English; its signer is who sealed
 * @param seal as the signature carries it; null where it is a signature without a seal
 * @param maker the certificate of who made the seal, trusted or not; null without a seal
 * @param claimedTime when it was sealed, in the sealer's own words; null where it cannot be read
 * @param provenTime when a trusted time stamp proves it was sealed; null where none does
 * @param covered the files within the document that it covers
 * @param uncovered those it does not cover, without what belongs to signatures
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

  /** Shows the status and the findings: a certificate names its holder. */
  @Override
  public String toString() {
    return verdict.toString();
  }
}
