package io.yiwang.identity;

import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A signing under way or at its end.
 *
 * @param verificationCode 4 digits, shown to the citizen here and where they sign
 * @param qr what to draw as a QR code for the citizen to scan
 * @param signatures one a document, once signed
 * @see "IGS/1 section 5"
 */
public record Signing(
    String signingId,
    SigningState status,
    String verificationCode,
    String qr,
    @Nullable OffsetDateTime createdAt,
    OffsetDateTime expiresAt,
    @Nullable OffsetDateTime completedAt,
    List<DocumentSignature> signatures) {
  /**
   * A signature as the gateway hands it over. It is <strong>not verified here</strong>: that the
   * answer is signed proves that the gateway said so, and not yet that this citizen signed this
   * document. Do not rely on it in court before it has been.
   *
   * @param name the document's
   * @param cms base64 of a detached CMS SignedData (RFC 5652)
   */
  public record DocumentSignature(String name, String cms) {
    /** The CMS bytes. */
    public byte[] cmsBytes() {
      return Base64.getDecoder().decode(cms);
    }
  }

  /** Copies the signatures. */
  public Signing {
    signatures = List.copyOf(signatures);
  }

  /** Id and status. */
  @Override
  public String toString() {
    return "Signing[" + signingId + ", " + status + "]";
  }
}
