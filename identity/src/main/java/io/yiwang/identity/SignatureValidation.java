package io.yiwang.identity;

import io.yiwang.identity.DocumentVerdict.Reason;
import io.yiwang.identity.x509.CertificatePurpose;
import io.yiwang.identity.x509.Revocation;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Validates one signer's signature. It takes the document in pieces by {@link #update} and is then
 * asked once for its {@link #verdict}.
 */
final class SignatureValidation {
  /** The attribute that holds SM3 of the statement (IGS/1 section 5). */
  static final ASN1ObjectIdentifier STATEMENT =
      new ASN1ObjectIdentifier("2.25.147695778981749690197349223759150471729");

  private static final Duration SKEW = Duration.ofMinutes(5);

  private final DocumentTrust trust;
  private final Instant now;
  private final CmsSignature cms;
  private final CmsSigner signer;
  private final SuppliedEvidence evidence;
  private final List<Reason> reasons = new ArrayList<>();
  private List<X509Certificate> chain = List.of();
  private @Nullable X509Certificate certificate;

  /** Digests the document, for a signature over attributes that hold the digest. */
  private @Nullable MessageDigest digest;

  /** Takes the document, for a signature over the document itself. */
  private @Nullable Signature engine;

  /** The reason why this signer's signature cannot be read. */
  private @Nullable Exception failure;

  SignatureValidation(
      DocumentTrust trust, CmsSignature cms, CmsSigner signer, SuppliedEvidence supplied) {
    this.trust = trust;
    this.now = trust.clock().instant();
    this.cms = cms;
    this.signer = signer;
    this.evidence = supplied.and(cms);
    try {
      certificate = signer.certificate(evidence.certificates());
      if (signer.hasAttributes()) {
        digest = CmsAlgorithms.newDigest(signer.digestName());
      } else if (certificate != null) {
        engine = signer.contentEngine(certificate);
      }
    } catch (SignatureException | IOException | RuntimeException e) {
      failure = e;
    }
  }

  /** Takes the next piece of the document. */
  void update(byte[] piece, int length) {
    try {
      if (digest != null) {
        digest.update(piece, 0, length);
      } else if (engine != null) {
        engine.update(piece, 0, length);
      }
    } catch (SignatureException e) {
      failure = e;
    }
  }

  /** Notes that the document is not the one that the signature encloses. */
  void enclosedDocumentDiffers() {
    found(Finding.DOCUMENT_CHANGED, "the signature encloses a document, which is another");
  }

  private void found(Finding finding, String detail) {
    reasons.add(new Reason(finding, detail));
  }

  private void found(Finding finding) {
    found(finding, "");
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }

  /**
   * Returns the verdict. It examines everything, so that the reasons are complete. The bytes are
   * untrusted: any exception of a parser means that they are malformed.
   *
   * @param statement the SM3 digest of the statement; null where none was shown
   */
  DocumentVerdict verdict(byte @Nullable [] statement) {
    try {
      if (failure instanceof SignatureException known) {
        throw known;
      }
      if (failure != null) {
        throw new IOException(failure);
      }
      return examine(statement);
    } catch (UnsupportedAlgorithmException e) {
      found(Finding.ALGORITHM_NOT_ACCEPTED, message(e));
    } catch (SignatureException e) {
      found(Finding.MALFORMED, message(e));
    } catch (IOException | RuntimeException e) {
      found(Finding.MALFORMED, "its structure is broken");
    }
    return DocumentVerdict.of(reasons, certificate, List.of(), null);
  }

  private DocumentVerdict examine(byte @Nullable [] statement)
      throws SignatureException, IOException {
    // A time stamp is a SignedData too, and not a document.
    if (!CmsSigner.isData(cms.contentType())) {
      throw new SignatureException("the content is not data but " + cms.contentType());
    }
    if (digest != null) {
      found(
          MessageDigest.isEqual(signer.messageDigest(), digest.digest())
              ? Finding.DOCUMENT_INTACT
              : Finding.DOCUMENT_CHANGED);
    }
    checkStatement(statement);
    if (certificate == null) {
      found(Finding.CERTIFICATE_MISSING);
      return DocumentVerdict.of(reasons, null, List.of(), null);
    }
    if (!isSignedBy(certificate)) {
      // The certificate has nothing to do with the signature, so its state does not matter.
      return DocumentVerdict.of(reasons, certificate, List.of(), null);
    }
    Instant claimed = signer.signingTime();
    Instant proven = provenTime();
    Instant at = proven != null ? proven : claimed;
    if (at == null) {
      found(Finding.TIME_MISSING);
      checkWithoutTime(certificate);
      return DocumentVerdict.of(reasons, certificate, chain, null);
    }
    Instant latest = (proven != null ? proven : now).plus(SKEW);
    if ((claimed != null && claimed.isAfter(latest)) || at.isAfter(now.plus(SKEW))) {
      found(Finding.TIME_IMPOSSIBLE, "claimed " + claimed + ", at the latest " + latest);
    }
    if (isTrusted(certificate, at)) {
      checkRevocation(at, proven == null);
      checkTime(certificate, proven);
    }
    return DocumentVerdict.of(reasons, certificate, chain, at);
  }

  private void checkStatement(byte @Nullable [] statement) throws SignatureException {
    byte[] attribute = signer.octets(STATEMENT);
    if (statement == null) {
      if (attribute != null) {
        found(Finding.STATEMENT_NOT_COMPARED);
      }
      return;
    }
    if (attribute == null) {
      found(Finding.STATEMENT_NOT_SIGNED);
    } else {
      found(
          MessageDigest.isEqual(attribute, statement)
              ? Finding.STATEMENT_INTACT
              : Finding.STATEMENT_CHANGED);
    }
  }

  private boolean isSignedBy(X509Certificate certificate) throws SignatureException {
    try {
      if (engine == null) {
        signer.verify(certificate);
      } else {
        signer.verify(engine);
        found(Finding.DOCUMENT_INTACT);
      }
      found(Finding.SIGNATURE_HOLDS);
    } catch (UnsupportedAlgorithmException e) {
      throw e;
    } catch (SignatureException e) {
      found(engine == null ? Finding.SIGNATURE_WRONG : Finding.SIGNATURE_OF_ANOTHER, message(e));
      return false;
    }
    Boolean names = signer.names(certificate);
    if (names == null) {
      found(Finding.CERTIFICATE_NOT_NAMED);
    } else if (!names) {
      found(Finding.CERTIFICATE_SUBSTITUTED);
    }
    return true;
  }

  /**
   * Checks the certificate as of today; a fault of today proves nothing about the time of signing.
   */
  private void checkWithoutTime(X509Certificate certificate) {
    if (now.isBefore(certificate.getNotBefore().toInstant())
        || now.isAfter(certificate.getNotAfter().toInstant())) {
      found(Finding.TIME_NOT_PROVEN, "in force " + period(certificate));
    } else if (isTrusted(certificate, now)) {
      checkRevocation(now, true);
      // The signature may be older than the revocation.
      reasons.replaceAll(
          each ->
              each.finding() == Finding.CERTIFICATE_REVOKED
                  ? new Reason(Finding.TIME_NOT_PROVEN, each.detail())
                  : each);
    }
  }

  private static String period(X509Certificate certificate) {
    return "from "
        + certificate.getNotBefore().toInstant()
        + " to "
        + certificate.getNotAfter().toInstant();
  }

  private boolean isTrusted(X509Certificate certificate, Instant at) {
    try {
      CertificatePurpose.DOCUMENTS.check(certificate);
    } catch (CertificateException e) {
      found(Finding.CERTIFICATE_NOT_FOR_SIGNING, message(e));
      return false;
    }
    try {
      certificate.checkValidity(Date.from(at));
    } catch (CertificateException e) {
      found(Finding.CERTIFICATE_NOT_IN_FORCE, period(certificate) + ", signed at " + at);
      return false;
    }
    try {
      chain = trust.signers().chain(certificate, evidence.certificates(), at);
    } catch (CertificateException e) {
      found(Finding.CERTIFICATE_UNTRUSTED, message(e));
      return false;
    }
    found(Finding.CERTIFICATE_TRUSTED);
    return true;
  }

  /**
   * Checks revocation. A signer's clock may be ahead of ours, and no answer is about the future, so
   * the time is at most the present.
   */
  private void checkRevocation(Instant signed, boolean claimed) {
    Instant at = signed.isAfter(now) ? now : signed;
    Revocation.Finding known;
    try {
      known = trust.signers().revocationOf(chain, at, evidence.revocation());
    } catch (GeneralSecurityException e) {
      found(Finding.REVOCATION_UNKNOWN, message(e));
      return;
    }
    Instant since = known.revokedAt();
    switch (known.status()) {
      case GOOD -> {
        if (since != null && claimed && !since.isAfter(now)) {
          // Whoever stole the key can claim any date.
          found(Finding.TIME_NOT_PROVEN, "revoked at " + since + ", claimed " + at);
        } else {
          found(Finding.NOT_REVOKED);
        }
      }
      case REVOKED -> found(Finding.CERTIFICATE_REVOKED, "revoked at " + since);
      case NOT_CHECKED -> found(Finding.REVOCATION_NOT_PROVEN, "revocation is not checked");
      case UNKNOWN ->
          found(
              trust.signers().passes(known)
                  ? Finding.REVOCATION_NOT_PROVEN
                  : Finding.REVOCATION_UNKNOWN,
              "there is no usable CRL or OCSP answer");
    }
  }

  private void checkTime(X509Certificate certificate, @Nullable Instant proven) {
    if (proven != null) {
      found(Finding.TIME_PROVEN, proven.toString());
    } else if (now.isAfter(certificate.getNotAfter().toInstant())) {
      found(Finding.TIME_NOT_PROVEN, "expired at " + certificate.getNotAfter().toInstant());
    } else {
      found(Finding.TIME_CLAIMED);
    }
  }

  /**
   * Returns the time that a trusted stamp proves. If none does, the fault of the best one is noted.
   */
  private @Nullable Instant provenTime() {
    Timestamp best =
        new TimestampValidation(trust, now, signer.signature(), evidence).best(signer.timestamps());
    if (best == null) {
      return null;
    }
    if (best.time() == null) {
      found(best.finding(), best.detail());
    }
    return best.time();
  }
}
