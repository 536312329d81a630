package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.DocumentVerdict.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a document's signature offline: what was signed, by whom, under which certificate and
 * when, and whether that certificate was valid then. Immutable, thread-safe.
 *
 * <p>It reads CMS SignedData (RFC 5652) with the content types of PKCS#7 or GB/T 35275, in DER or
 * BER, which may be encoded as PEM or base64, and may lack the ContentInfo around it. Accepted
 * signatures are SM2 with SM3 (signer OIDs {@code 1.2.156.10197.1.501}, {@code .301}, {@code
 * .301.1}, {@code .301.3} and {@code id-ecPublicKey}, user id {@code 1234567812345678}), ECDSA, RSA
 * PKCS#1 and PSS of 2048 bits and more, and Ed25519; accepted digests are SM3 (also as {@code
 * 1.2.156.10197.1.401.1}) and SHA-256, 384 and 512. Most Chinese tools write no signed attributes.
 * Such a signature covers neither its time nor its certificate, and is at best {@code
 * INDETERMINATE}.
 *
 * <p>The chain is validated for the time of signing. That is the time of the RFC 3161 time stamp
 * over this signature; without one, it is the time that the signer claims, which counts only as
 * long as the certificate is valid.
 *
 * @see "IGS/1 section 5; RFC 5652; RFC 5035; RFC 3161; GB/T 35275-2017"
 */
public final class SignedDocument {
  private static final int PIECE_BYTES = 64 << 10;

  private final byte[] cms;

  private SignedDocument(byte[] cms) {
    this.cms = cms;
  }

  /** Takes a signature in DER, BER, PEM or base64. It is parsed when it is verified. */
  public static SignedDocument of(byte[] cms) {
    return new SignedDocument(cms.clone());
  }

  /** Takes a signature from an answer of the gateway. */
  public static SignedDocument of(Signing.DocumentSignature signature) {
    return new SignedDocument(signature.cmsBytes());
  }

  /**
   * Verifies a signature over this document. If the signature encloses a document, it must be the
   * same.
   *
   * @param content the document, read in pieces to its end; it is not closed
   * @param statement the text that the citizen was shown; null where none was signed, as in a seal
   * @throws IOException if the document cannot be read, which says nothing about the signature
   */
  public DocumentVerdict verify(
      InputStream content, @Nullable String statement, DocumentTrust trust) throws IOException {
    return verdict(content, statement, trust, SuppliedEvidence.NONE);
  }

  /** Verifies a detached signature of a document in memory. */
  public DocumentVerdict verify(byte[] content, @Nullable String statement, DocumentTrust trust) {
    return verify(content, statement, trust, SuppliedEvidence.NONE);
  }

  DocumentVerdict verify(
      byte[] content, @Nullable String statement, DocumentTrust trust, SuppliedEvidence supplied) {
    try {
      return verdict(new ByteArrayInputStream(content), statement, trust, supplied);
    } catch (IOException e) {
      throw new IllegalStateException("memory can be read", e);
    }
  }

  /** Verifies a detached signature of a file. */
  public DocumentVerdict verify(Path file, @Nullable String statement, DocumentTrust trust)
      throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      return verdict(content, statement, trust, SuppliedEvidence.NONE);
    }
  }

  /**
   * Verifies a signature that encloses its document; {@link #content} then returns the document.
   */
  public DocumentVerdict verify(@Nullable String statement, DocumentTrust trust) {
    try {
      return verdict(null, statement, trust, SuppliedEvidence.NONE);
    } catch (IOException e) {
      throw new IllegalStateException("memory can be read", e);
    }
  }

  /**
   * Returns the document that the signature encloses. Use it only after {@link #verify(String,
   * DocumentTrust)} has found the signature valid.
   *
   * @throws SignatureException if it encloses none, or cannot be read
   */
  public byte[] content() throws SignatureException {
    byte[] content = CmsSignature.read(cms).content();
    if (content == null) {
      throw new SignatureException("the signature is detached: the document is kept elsewhere");
    }
    return content;
  }

  /**
   * Returns this signature with an RFC 3161 time stamp over it, which {@code verify} then uses.
   *
   * @param token DER, over {@link #timestampImprint}
   */
  public SignedDocument withTimestamp(byte[] token) throws SignatureException {
    try {
      return new SignedDocument(CmsSignature.read(cms).withTimestamp(token));
    } catch (IOException | IllegalArgumentException e) {
      throw new SignatureException("not a time stamp token, of " + token.length + " bytes");
    }
  }

  /** Returns the bytes that a time stamp over this signature must cover. */
  public byte[] timestampImprint() throws SignatureException {
    return CmsSignature.read(cms).signer().signature();
  }

  /** Returns the signature as it was given. */
  public byte[] cms() {
    return cms.clone();
  }

  private DocumentVerdict verdict(
      @Nullable InputStream content,
      @Nullable String statement,
      DocumentTrust trust,
      SuppliedEvidence supplied)
      throws IOException {
    CmsSignature signature;
    byte @Nullable [] enclosed;
    try {
      signature = CmsSignature.read(cms);
      enclosed = signature.content();
    } catch (SignatureException | RuntimeException e) {
      return problem(Finding.MALFORMED, message(e));
    }
    if (signature.signers().isEmpty()) {
      return problem(Finding.NOT_SIGNED, "");
    }
    InputStream document;
    if (content != null) {
      document = content;
    } else if (enclosed != null) {
      document = new ByteArrayInputStream(enclosed);
    } else {
      return problem(Finding.MALFORMED, "the signature is detached, and no document is given");
    }
    List<SignatureValidation> signers = new ArrayList<>();
    for (CmsSigner each : signature.signers()) {
      signers.add(new SignatureValidation(trust, signature, each, supplied));
    }
    byte[] digest = read(document, signers);
    if (enclosed != null && !MessageDigest.isEqual(digest, CmsAlgorithms.digest("SM3", enclosed))) {
      signers.forEach(SignatureValidation::enclosedDocumentDiffers);
    }
    byte[] shown =
        statement == null ? null : CmsAlgorithms.digest("SM3", statement.getBytes(UTF_8));
    return DocumentVerdict.of(signers.stream().map(each -> each.verdict(shown)).toList());
  }

  /** Reads the document once for all signers, and returns its SM3 digest. */
  private static byte[] read(InputStream document, List<SignatureValidation> signers)
      throws IOException {
    MessageDigest digest = CmsAlgorithms.newDigest("SM3");
    byte[] piece = new byte[PIECE_BYTES];
    for (int length = document.read(piece); length >= 0; length = document.read(piece)) {
      digest.update(piece, 0, length);
      for (SignatureValidation each : signers) {
        each.update(piece, length);
      }
    }
    return digest.digest();
  }

  private static DocumentVerdict problem(Finding finding, String detail) {
    return DocumentVerdict.of(List.of(new Reason(finding, detail)), null, List.of(), null);
  }

  private static String message(Exception e) {
    return e instanceof SignatureException
        ? String.valueOf(e.getMessage())
        : "its structure is broken";
  }

  /** Shows only the size. */
  @Override
  public String toString() {
    return "SignedDocument[" + cms.length + " bytes]";
  }
}
