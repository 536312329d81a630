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
 * Verifies a document's signature offline: what was signed, by whom, under which certificate, when,
 * and whether that certificate was in order then. Immutable, thread-safe.
 *
 * <p>Reads CMS SignedData (RFC 5652) and GB/T 35275 content types, DER or BER, also as PEM, as
 * base64 or without the content info around it; SM2 with SM3 (signer OIDs {@code
 * 1.2.156.10197.1.501}, {@code .301}, {@code .301.1}, {@code .301.3} and {@code id-ecPublicKey},
 * user id {@code 1234567812345678}), ECDSA, RSA PKCS#1 and PSS of 2048 bits and more, and Ed25519;
 * SM3 (also as {@code 1.2.156.10197.1.401.1}) and SHA-256, 384, 512. Where there are no signed
 * attributes, as most Chinese tools leave them out, no time and no certificate is signed: such a
 * signature is at best {@code INDETERMINATE}.
 *
 * <p>The chain is looked at for the time of signing: the time stamp's where there is one (RFC 3161,
 * over this very signature), else the time the signer claims, which counts only as long as the
 * certificate is in force.
 *
 * @see "IGS/1 section 5; RFC 5652; RFC 5035; RFC 3161; GB/T 35275-2017"
 */
public final class SignedDocument {
  private static final int PIECE_BYTES = 64 << 10;

  private final byte[] cms;

  private SignedDocument(byte[] cms) {
    this.cms = cms;
  }

  /** Returns a signature as DER, BER, PEM or base64; reading it is part of verifying it. */
  public static SignedDocument of(byte[] cms) {
    return new SignedDocument(cms.clone());
  }

  /** Returns a signature as the gateway handed it over. */
  public static SignedDocument of(Signing.DocumentSignature signature) {
    return new SignedDocument(signature.cmsBytes());
  }

  /**
   * Verifies a signature of this document. Where the signature carries a document too, it must be
   * the same.
   *
   * @param content the document, read to its end in pieces and not closed
   * @param statement the text that the citizen was shown; null where none was signed, as by a seal
   * @throws IOException if the document cannot be read, which says nothing about the signature
   */
  public DocumentVerdict verify(
      InputStream content, @Nullable String statement, DocumentTrust trust) throws IOException {
    return verdict(content, statement, trust, SuppliedEvidence.NOTHING);
  }

  /** Verifies a detached signature of a document in memory. */
  public DocumentVerdict verify(byte[] content, @Nullable String statement, DocumentTrust trust) {
    return verify(content, statement, trust, SuppliedEvidence.NOTHING);
  }

  DocumentVerdict verify(
      byte[] content, @Nullable String statement, DocumentTrust trust, SuppliedEvidence more) {
    try {
      return verdict(new ByteArrayInputStream(content), statement, trust, more);
    } catch (IOException e) {
      throw new IllegalStateException("memory can be read", e);
    }
  }

  /** Verifies a detached signature of a file. */
  public DocumentVerdict verify(Path file, @Nullable String statement, DocumentTrust trust)
      throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      return verdict(content, statement, trust, SuppliedEvidence.NOTHING);
    }
  }

  /** Verifies a signature that carries its document; get that with {@link #content} afterwards. */
  public DocumentVerdict verify(@Nullable String statement, DocumentTrust trust) {
    try {
      return verdict(null, statement, trust, SuppliedEvidence.NOTHING);
    } catch (IOException e) {
      throw new IllegalStateException("memory can be read", e);
    }
  }

  /**
   * Returns the document that the signature carries. Act on it only after {@link #verify(String,
   * DocumentTrust)} has found it valid.
   *
   * @throws SignatureException if it carries none, or cannot be read
   */
  public byte[] content() throws SignatureException {
    byte[] content = CmsSignature.read(cms).content();
    if (content == null) {
      throw new SignatureException("the signature is detached: the document is kept elsewhere");
    }
    return content;
  }

  /**
   * Returns this signature with an RFC 3161 time stamp over it, which {@code verify} will look at.
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

  /** Returns the bytes whose digest a time stamp over this signature holds. */
  public byte[] timestampImprint() throws SignatureException {
    return CmsSignature.read(cms).signer().signature();
  }

  /** Returns the signature as it came. */
  public byte[] cms() {
    return cms.clone();
  }

  private DocumentVerdict verdict(
      @Nullable InputStream content,
      @Nullable String statement,
      DocumentTrust trust,
      SuppliedEvidence more)
      throws IOException {
    CmsSignature signature;
    byte @Nullable [] carried;
    try {
      signature = CmsSignature.read(cms);
      carried = signature.content();
    } catch (SignatureException | RuntimeException e) {
      return problem(Finding.MALFORMED, text(e));
    }
    if (signature.signers().isEmpty()) {
      return problem(Finding.NOT_SIGNED, "");
    }
    InputStream document;
    if (content != null) {
      document = content;
    } else if (carried != null) {
      document = new ByteArrayInputStream(carried);
    } else {
      return problem(Finding.MALFORMED, "it is detached, and no document is given");
    }
    List<SignatureValidation> signers = new ArrayList<>();
    for (CmsSigner each : signature.signers()) {
      signers.add(new SignatureValidation(trust, signature, each, more));
    }
    byte[] digest = read(document, signers);
    if (carried != null && !MessageDigest.isEqual(digest, CmsAlgorithms.digest("SM3", carried))) {
      signers.forEach(SignatureValidation::otherDocumentCarried);
    }
    byte[] shown =
        statement == null ? null : CmsAlgorithms.digest("SM3", statement.getBytes(UTF_8));
    return DocumentVerdict.of(signers.stream().map(each -> each.verdict(shown)).toList());
  }

  /** Reads the document once, for all signers; returns its SM3. */
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

  private static String text(Exception e) {
    return e instanceof SignatureException
        ? String.valueOf(e.getMessage())
        : "its structure is broken";
  }

  /** Shows the size alone. */
  @Override
  public String toString() {
    return "SignedDocument[" + cms.length + " bytes]";
  }
}
