package io.yiwang.identity;

import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the state of a signing, during it and after it.
 *
 * @param verificationCode 4 digits, which the citizen sees here and in the app that signs
 * @param qr the text of the QR code that the citizen scans
 * @param signatures one for each document, once it is signed
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
   * Holds a signature from an answer of the gateway. It is <strong>not verified here</strong>: the
   * gateway's own signature proves only that the gateway sent it. Whether it covers this document
   * and this statement, and was made by this citizen under a certificate that is trusted and not
   * revoked, has not been checked; {@link SigningState#SIGNED} does not say it either. Do not treat
   * the document as signed before {@link SignedDocument} has verified it.
   *
   * @param name the document's name
   * @param cms base64 of a detached CMS SignedData (RFC 5652)
   */
  public record DocumentSignature(String name, String cms) {
    /** Checks that {@code cms} is base64 and not empty. */
    public DocumentSignature {
      if (Base64.getDecoder().decode(cms).length == 0) {
        throw new IllegalArgumentException("a signature must not be empty");
      }
    }

    /** Returns the decoded CMS. */
    public byte[] cmsBytes() {
      return Base64.getDecoder().decode(cms);
    }

    /** Shows only the size: a document's name can contain a person's. */
    @Override
    public String toString() {
      return "DocumentSignature[" + cmsBytes().length + " bytes]";
    }
  }

  /** Copies the signatures, and checks that a signed one has some. */
  public Signing {
    signatures = List.copyOf(signatures);
    if (status.equals(SigningState.SIGNED) && signatures.isEmpty()) {
      throw new IllegalArgumentException("a signing that is SIGNED must have signatures");
    }
  }

  /** Shows only id and status. */
  @Override
  public String toString() {
    return "Signing[" + signingId + ", " + status + "]";
  }
}
