package io.yiwang.ofd;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.Finding;
import io.yiwang.identity.x509.CertificatePurpose;
import io.yiwang.identity.x509.Revocation;
import io.yiwang.identity.x509.RevocationData;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Validates the certificates of a seal's maker and of the signer. */
final class CertificateValidation {
  private final DocumentTrust trust;
  private final OfdPolicy policy;
  private final Instant now;
  private final Findings findings;

  CertificateValidation(DocumentTrust trust, OfdPolicy policy, Instant now, Findings findings) {
    this.trust = trust;
    this.policy = policy;
    this.now = now;
    this.findings = findings;
  }

  /** Checks that the maker's certificate was good when the seal was made. */
  void checkMaker(X509Certificate certificate, Instant madeAt) {
    try {
      CertificatePurpose.DOCUMENTS.check(certificate);
      List<X509Certificate> path = trust.signers().chain(certificate, List.of(), madeAt);
      Revocation.Finding revocation =
          trust.signers().revocationOf(path, notAfterNow(madeAt), RevocationData.NONE);
      if (trust.signers().passes(revocation)) {
        findings.add(Finding.SEAL_GENUINE);
      } else {
        findings.add(
            Finding.SEAL_MAKER_UNTRUSTED, "its certificate is revoked, or its status is unknown");
      }
    } catch (GeneralSecurityException e) {
      findings.add(Finding.SEAL_MAKER_UNTRUSTED, e);
    }
  }

  private Instant notAfterNow(Instant time) {
    return time.isAfter(now) ? now : time;
  }

  /**
   * Checks that the signer's certificate was good at the time of the signature.
   *
   * @param at the proven time, or the claimed one
   * @param proven the proven time; null where there is none
   * @return the chain of the certificate; empty where it is not trusted
   */
  List<X509Certificate> checkSigner(
      X509Certificate certificate, Instant at, @Nullable Instant proven) {
    try {
      CertificatePurpose.DOCUMENTS.check(certificate);
    } catch (CertificateException e) {
      findings.add(Finding.CERTIFICATE_NOT_FOR_SIGNING, e);
      return List.of();
    }
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (at.isBefore(from) || at.isAfter(to)) {
      findings.add(
          Finding.CERTIFICATE_NOT_IN_FORCE, "from " + from + " to " + to + ", signed at " + at);
      return List.of();
    }
    List<X509Certificate> chain;
    try {
      chain = trust.signers().chain(certificate, List.of(), at);
    } catch (CertificateException e) {
      findings.add(Finding.CERTIFICATE_UNTRUSTED, e);
      return List.of();
    }
    findings.add(Finding.CERTIFICATE_TRUSTED);
    checkRevocation(chain, at, proven);
    if (proven != null) {
      findings.add(Finding.TIME_PROVEN, proven.toString());
    } else if (!now.isAfter(to)) {
      findings.add(Finding.TIME_CLAIMED);
    } else if (policy.believesClaimedTime()) {
      findings.add(Finding.TIME_BELIEVED, "expired at " + to);
    } else {
      findings.add(Finding.TIME_NOT_PROVEN, "expired at " + to);
    }
    return chain;
  }

  private void checkRevocation(List<X509Certificate> chain, Instant at, @Nullable Instant proven) {
    Revocation.Finding revocation;
    try {
      revocation = trust.signers().revocationOf(chain, notAfterNow(at), RevocationData.NONE);
    } catch (GeneralSecurityException e) {
      findings.add(Finding.REVOCATION_UNKNOWN, e);
      return;
    }
    Instant since = revocation.revokedAt();
    switch (revocation.status()) {
      case GOOD -> {
        if (since != null && proven == null && !since.isAfter(now)) {
          // Whoever stole a key can claim any time; no policy believes that.
          findings.add(Finding.TIME_NOT_PROVEN, "revoked at " + since + ", claimed " + at);
        } else {
          findings.add(Finding.NOT_REVOKED);
        }
      }
      case REVOKED -> findings.add(Finding.CERTIFICATE_REVOKED, "revoked at " + since);
      case NOT_CHECKED -> findings.add(Finding.REVOCATION_NOT_PROVEN, "revocation is not checked");
      case UNKNOWN ->
          findings.add(
              trust.signers().passes(revocation)
                  ? Finding.REVOCATION_NOT_PROVEN
                  : Finding.REVOCATION_UNKNOWN,
              "no usable CRL or OCSP answer at hand");
    }
  }
}
