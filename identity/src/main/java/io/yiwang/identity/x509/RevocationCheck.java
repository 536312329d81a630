package io.yiwang.identity.x509;

import io.yiwang.identity.x509.Revocation.Finding;
import io.yiwang.identity.x509.Revocation.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a chain already found valid with the answers at hand. Bouncy Castle's checker alone says
 * that a chain is in order; what stands here tells a revoked one from one that nobody knows of.
 */
final class RevocationCheck {
  private final Provider provider;
  private final List<X509Certificate> path;
  private final X509Certificate anchor;
  private final List<X509CRL> crls = new ArrayList<>();
  private final Map<X509Certificate, byte[]> responses = new HashMap<>();
  private final Map<X509Certificate, Date> revokedByOcsp = new HashMap<>();
  private final TreeSet<Instant> answered = new TreeSet<>();

  /**
   * A check.
   *
   * @param path leaf first, without the anchor
   */
  RevocationCheck(
      Provider provider, List<X509Certificate> path, X509Certificate anchor, RevocationData data)
      throws GeneralSecurityException {
    this.provider = provider;
    this.path = path;
    this.anchor = anchor;
    CertificateFactory factory = CertificateFactory.getInstance("X.509", provider);
    for (byte[] crl : data.crls()) {
      try {
        if (factory.generateCRL(new ByteArrayInputStream(crl)) instanceof X509CRL read) {
          crls.add(read);
        }
      } catch (GeneralSecurityException | RuntimeException e) {
        // What cannot be read says nothing; the chain stays unknown.
      }
    }
    for (byte[] response : data.ocspResponses()) {
      assign(response);
    }
  }

  private void assign(byte[] response) {
    try {
      if (!(new OCSPResp(response).getResponseObject() instanceof BasicOCSPResp basic)) {
        return;
      }
      for (SingleResp single : basic.getResponses()) {
        for (X509Certificate certificate : path) {
          if (certificate.getSerialNumber().equals(single.getCertID().getSerialNumber())) {
            assign(certificate, single, response);
          }
        }
      }
    } catch (IOException | OCSPException | RuntimeException e) {
      // What cannot be read says nothing; the chain stays unknown.
    }
  }

  private void assign(X509Certificate certificate, SingleResp single, byte[] response) {
    boolean revoked = single.getCertStatus() instanceof RevokedStatus;
    // The last answer counts, and a revocation is never pushed out by an older good answer.
    if (responses.containsKey(certificate) && !revoked) {
      return;
    }
    responses.put(certificate, response);
    answered.add(single.getThisUpdate().toInstant());
    if (single.getCertStatus() instanceof RevokedStatus status) {
      revokedByOcsp.put(certificate, status.getRevocationTime());
    }
  }

  Finding at(Instant at) throws GeneralSecurityException {
    Instant listed = listed();
    if (listed != null) {
      return listed.isAfter(at)
          ? new Finding(Status.GOOD, listed)
          : new Finding(Status.REVOKED, listed);
    }
    // In order at a later time is in order now: an answer is often younger than the signature.
    List<Instant> times = new ArrayList<>(List.of(at));
    times.addAll(answered.tailSet(at, false));
    for (Instant time : times) {
      try {
        check(time);
        return new Finding(Status.GOOD, null);
      } catch (CertPathValidatorException e) {
        if (e.getReason() == BasicReason.REVOKED) {
          return revoked(at);
        }
      }
    }
    return new Finding(Status.UNKNOWN, null);
  }

  private Finding revoked(Instant at) {
    Instant since =
        revokedByOcsp.values().stream().map(Date::toInstant).min(Instant::compareTo).orElse(at);
    return new Finding(since.isAfter(at) ? Status.GOOD : Status.REVOKED, since);
  }

  /** The earliest revocation in a list that the certificate's own issuer has signed. */
  private @Nullable Instant listed() {
    Instant earliest = null;
    for (int i = 0; i < path.size(); i++) {
      X509Certificate issuer = i + 1 < path.size() ? path.get(i + 1) : anchor;
      for (X509CRL crl : crls) {
        X509CRLEntry entry = crl.getRevokedCertificate(path.get(i).getSerialNumber());
        if (entry != null && isOf(crl, issuer)) {
          Instant date = entry.getRevocationDate().toInstant();
          earliest = earliest == null || date.isBefore(earliest) ? date : earliest;
        }
      }
    }
    return earliest;
  }

  private boolean isOf(X509CRL crl, X509Certificate issuer) {
    if (!crl.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
      return false;
    }
    try {
      crl.verify(issuer.getPublicKey(), provider);
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  private void check(Instant time) throws GeneralSecurityException {
    CertPathValidator validator = CertPathValidator.getInstance("PKIX", provider);
    PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    checker.setOcspResponses(responses);
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
    parameters.setDate(Date.from(time));
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(crls), provider));
    parameters.setRevocationEnabled(false);
    parameters.addCertPathChecker(checker);
    parameters.addCertPathChecker(new PurposeHandled());
    validator.validate(
        CertificateFactory.getInstance("X.509", provider).generateCertPath(path), parameters);
  }
}
