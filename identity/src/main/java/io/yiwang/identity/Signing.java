package io.yiwang.identity;

import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes a signing under way or at its end.
 *
 * @param verificationCode 4 digits, shown to the citizen here and where they sign
 * @param qr what to draw as a QR code for the citizen to scan
 * @param signatures one a document, once signed
 * @see "IGS/1 section 5"
 */
public record Signing(
    String signingId,
    SigningState status,
    @Nullable String verificationCode,
    @Nullable String qr,
    @Nullable OffsetDateTime createdAt,
    OffsetDateTime expiresAt,
    @Nullable OffsetDateTime completedAt,
    List<DocumentSignature> signatures) {
  /**
   * Holds a signature as the gateway hands it over. It is <strong>not verified here</strong>: that
   * the answer is signed proves that the gateway said so, and no more. Whether the signature is
   * good, is of this document and this statement, and was made by this citizen under a certificate
   * that is trusted and not revoked, nobody has looked at; {@link SigningState#SIGNED} does not say
   * it either. Do not act on the document as signed before {@link SignedDocument} has verified it.
   *
   * @param name the document's
   * @param cms base64 of a detached CMS SignedData (RFC 5652)
   */
  public record DocumentSignature(String name, String cms) {
    /** Checks that {@code cms} is base64 of something. */
    public DocumentSignature {
      if (Base64.getDecoder().decode(cms).length == 0) {
        throw new IllegalArgumentException("a signature must not be empty");
      }
    }

    /** Returns the CMS bytes. */
    public byte[] cmsBytes() {
      return Base64.getDecoder().decode(cms);
    }

    /** Shows the size alone: a document's name can be a person's. */
    @Override
    public String toString() {
      return "DocumentSignature[" + cmsBytes().length + " bytes]";
    }
  }

  /** Copies the signatures; a signed one has some. */
  public Signing {
    signatures = List.copyOf(signatures);
    if (status.equals(SigningState.SIGNED) && signatures.isEmpty()) {
      throw new IllegalArgumentException("a signing that is SIGNED must have signatures");
    }
  }

  /** Shows id and status. */
  @Override
  public String toString() {
    return "Signing[" + signingId + ", " + status + "]";
  }
}
