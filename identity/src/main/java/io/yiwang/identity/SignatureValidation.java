package io.yiwang.identity;

import io.yiwang.identity.DocumentVerdict.Reason;
import io.yiwang.identity.x509.CertificatePurpose;
import io.yiwang.identity.x509.Revocation;
import io.yiwang.identity.x509.RevocationData;
import io.yiwang.identity.x509.TrustAnchors;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.jspecify.annotations.Nullable;

/** One look at one signature, from its bytes to the verdict. Not to be used twice. */
final class SignatureValidation {
  /** What came along beside a signature; it is believed no more than what came within. */
  record SuppliedEvidence(List<X509Certificate> certificates, RevocationData revocation) {
    static final SuppliedEvidence NOTHING = new SuppliedEvidence(List.of(), RevocationData.NONE);

    /** With what a signature itself brings. */
    SuppliedEvidence and(CmsSignature signature) {
      List<X509Certificate> all = new ArrayList<>(signature.certificates());
      all.addAll(certificates);
      return new SuppliedEvidence(
          all, revocation.and(RevocationData.of(signature.crls(), List.of())));
    }
  }

  private static final Duration SKEW = Duration.ofMinutes(5);

  private final DocumentTrust trust;
  private final Instant now;
  private final List<Reason> reasons = new ArrayList<>();
  private List<X509Certificate> chain = List.of();

  SignatureValidation(DocumentTrust trust) {
    this.trust = trust;
    this.now = trust.clock().instant();
  }

  DocumentVerdict malformed(String detail) {
    found(Finding.MALFORMED, detail);
    return DocumentVerdict.of(reasons, null, List.of(), null);
  }

  private void found(Finding finding, String detail) {
    reasons.add(new Reason(finding, detail));
  }

  private void found(Finding finding) {
    found(finding, "");
  }

  private static String text(Exception e) {
    return String.valueOf(e.getMessage());
  }

  /**
   * Looks at everything, so that the reasons are whole.
   *
   * @param digest of the document, by the signature's digest algorithm
   * @param statement SM3 of the statement, where one was shown
   */
  DocumentVerdict of(
      CmsSignature signature, byte[] digest, byte @Nullable [] statement, SuppliedEvidence more)
      throws SignatureException, IOException {
    SuppliedEvidence along = more.and(signature);
    // A time stamp is signed data too, and is not a document.
    if (!signature.contentType().equals(CMSObjectIdentifiers.data)
        && !signature.contentType().equals(CmsSignature.GB_DATA)) {
      return malformed("the content is not data but " + signature.contentType());
    }
    found(
        MessageDigest.isEqual(signature.messageDigest(), digest)
            ? Finding.DOCUMENT_INTACT
            : Finding.DOCUMENT_CHANGED);
    statement(signature, statement);
    X509Certificate signer = signature.certificate();
    if (signer == null) {
      found(Finding.CERTIFICATE_MISSING);
      return DocumentVerdict.of(reasons, null, List.of(), null);
    }
    if (!signed(signature, signer)) {
      // The rest would speak of a certificate that has nothing to do with it.
      return DocumentVerdict.of(reasons, signer, List.of(), null);
    }
    Instant claimed = signature.signingTime();
    Instant proven = timestamp(signature, along);
    Instant at = proven != null ? proven : claimed;
    if (at == null) {
      found(Finding.TIME_MISSING);
      return DocumentVerdict.of(reasons, signer, List.of(), null);
    }
    Instant latest = (proven != null ? proven : now).plus(SKEW);
    if ((claimed != null && claimed.isAfter(latest)) || at.isAfter(now.plus(SKEW))) {
      found(Finding.TIME_IMPOSSIBLE, "claimed " + claimed + ", at the latest " + latest);
    }
    if (inOrder(signer, along.certificates(), at)) {
      revocation(at, proven == null, along.revocation());
      time(signer, proven);
    }
    return DocumentVerdict.of(reasons, signer, chain, at);
  }

  private void statement(CmsSignature signature, byte @Nullable [] statement)
      throws SignatureException {
    byte[] attribute = signature.octets(SignedDocument.STATEMENT);
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

  private boolean signed(CmsSignature signature, X509Certificate signer) throws SignatureException {
    try {
      signature.verify(signer);
      found(Finding.SIGNATURE_HOLDS);
    } catch (SignatureException e) {
      found(Finding.SIGNATURE_WRONG, text(e));
      return false;
    }
    Boolean names = signature.names(signer);
    if (names == null) {
      found(Finding.CERTIFICATE_NOT_NAMED);
    } else if (!names) {
      found(Finding.CERTIFICATE_SUBSTITUTED);
    }
    return true;
  }

  private boolean inOrder(X509Certificate signer, List<X509Certificate> others, Instant at) {
    try {
      CertificatePurpose.DOCUMENTS.check(signer);
    } catch (CertificateException e) {
      found(Finding.CERTIFICATE_NOT_FOR_SIGNING, text(e));
      return false;
    }
    try {
      signer.checkValidity(Date.from(at));
    } catch (CertificateException e) {
      found(
          Finding.CERTIFICATE_NOT_IN_FORCE,
          "from "
              + signer.getNotBefore().toInstant()
              + " to "
              + signer.getNotAfter().toInstant()
              + ", signed at "
              + at);
      return false;
    }
    try {
      chain = trust.signers().chain(signer, others, at);
    } catch (CertificateException e) {
      found(Finding.CERTIFICATE_UNTRUSTED, text(e));
      return false;
    }
    found(Finding.CERTIFICATE_TRUSTED);
    return true;
  }

  private void revocation(Instant at, boolean claimed, RevocationData along) {
    Revocation.Finding known;
    try {
      known = trust.signers().revocationOf(chain, at, along);
    } catch (GeneralSecurityException e) {
      found(Finding.REVOCATION_UNKNOWN, text(e));
      return;
    }
    Instant since = known.revokedAt();
    switch (known.status()) {
      case GOOD -> {
        if (since != null && claimed && !since.isAfter(now)) {
          // Who stole a key can write any date.
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
              "no usable CRL or OCSP answer at hand");
    }
  }

  private void time(X509Certificate signer, @Nullable Instant proven) {
    if (proven != null) {
      found(Finding.TIME_PROVEN, proven.toString());
    } else if (now.isAfter(signer.getNotAfter().toInstant())) {
      found(Finding.TIME_NOT_PROVEN, "expired at " + signer.getNotAfter().toInstant());
    } else {
      found(Finding.TIME_CLAIMED);
    }
  }

  /** The time that a trusted stamp proves; what is wrong with one that does not is a reason. */
  private @Nullable Instant timestamp(CmsSignature signature, SuppliedEvidence along)
      throws IOException {
    try {
      byte[] token = signature.timestampToken();
      return token == null
          ? null
          : timestamp(CmsSignature.read(token), signature.signature(), along);
    } catch (SignatureException e) {
      found(Finding.TIMESTAMP_WRONG, text(e));
      return null;
    }
  }

  private @Nullable Instant timestamp(CmsSignature token, byte[] stamped, SuppliedEvidence along)
      throws SignatureException, IOException {
    byte[] content = token.content();
    if (content == null || !token.contentType().equals(PKCSObjectIdentifiers.id_ct_TSTInfo)) {
      throw new SignatureException("not a time stamp token");
    }
    TSTInfo info;
    Instant time;
    try {
      info = TSTInfo.getInstance(content);
      time = info.getGenTime().getDate().toInstant();
    } catch (ParseException | RuntimeException e) {
      throw new SignatureException("the time stamp cannot be read");
    }
    String digest =
        CmsAlgorithms.digestName(info.getMessageImprint().getHashAlgorithm().getAlgorithm());
    if (!MessageDigest.isEqual(
        CmsAlgorithms.digest(digest, stamped), info.getMessageImprint().getHashedMessage())) {
      throw new SignatureException("the time stamp is of another signature");
    }
    if (!MessageDigest.isEqual(
        CmsAlgorithms.digest(token.digestName(), content), token.messageDigest())) {
      throw new SignatureException("the time stamp was changed");
    }
    X509Certificate authority = token.certificate();
    if (authority == null) {
      found(Finding.TIMESTAMP_UNTRUSTED, "its certificate did not come along");
      return null;
    }
    token.verify(authority);
    if (!Boolean.TRUE.equals(token.names(authority))) {
      throw new SignatureException("the time stamp does not name its certificate");
    }
    return trusted(authority, time, along.and(token)) ? time : null;
  }

  private boolean trusted(X509Certificate authority, Instant time, SuppliedEvidence along) {
    TrustAnchors anchors = trust.timestamps();
    try {
      CertificatePurpose.TIMESTAMPS.check(authority);
      List<X509Certificate> path = anchors.chain(authority, along.certificates(), time);
      if (anchors.passes(anchors.revocationOf(path, time, along.revocation()))) {
        return true;
      }
      found(Finding.TIMESTAMP_UNTRUSTED, "its certificate is revoked, or nobody knows");
    } catch (GeneralSecurityException e) {
      found(Finding.TIMESTAMP_UNTRUSTED, text(e));
    }
    return false;
  }
}
