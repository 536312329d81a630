package io.yiwang.identity.x509;

import io.yiwang.identity.x509.Revocation.Finding;
import io.yiwang.identity.x509.Revocation.Status;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a chain already found valid with the answers at hand. Bouncy Castle's checker alone says
 * that a chain is in order; what stands here tells a revoked one from one that nobody knows of.
 */
final class RevocationCheck {
  private static final int MAX_ANSWERS = 64;

  private final Provider provider;
  private final List<X509Certificate> path;
  private final X509Certificate anchor;
  private final List<X509CRL> crls = new ArrayList<>();
  private final Map<X509Certificate, List<OcspAnswer>> answers = new HashMap<>();

  /**
   * A check.
   *
   * @param path leaf first, without the anchor
   */
  RevocationCheck(
      Provider provider, List<X509Certificate> path, X509Certificate anchor, RevocationData data) {
    this.provider = provider;
    this.path = path;
    this.anchor = anchor;
    for (byte[] crl : first(data.crls())) {
      X509CRL read = RevocationList.read(crl, provider);
      if (read != null) {
        crls.add(read);
      }
    }
    for (int i = 0; i < path.size(); i++) {
      List<OcspAnswer> about = new ArrayList<>();
      for (byte[] response : first(data.ocspResponses())) {
        OcspAnswer answer = OcspAnswer.read(response, path.get(i), issuer(i), provider);
        if (answer != null) {
          about.add(answer);
        }
      }
      answers.put(path.get(i), about);
    }
  }

  /** What is at hand comes before what came along, which may be made to be costly. */
  private static List<byte[]> first(List<byte[]> answers) {
    return answers.subList(0, Math.min(answers.size(), MAX_ANSWERS));
  }

  private X509Certificate issuer(int i) {
    return i + 1 < path.size() ? path.get(i + 1) : anchor;
  }

  Finding at(Instant at) throws GeneralSecurityException {
    Instant revoked = earliest(listed(), answered());
    if (revoked != null) {
      return revoked.isAfter(at)
          ? new Finding(Status.GOOD, revoked)
          : new Finding(Status.REVOKED, revoked);
    }
    Map<X509Certificate, byte[]> responses = new HashMap<>();
    TreeSet<Instant> times = new TreeSet<>(Set.of(at));
    answers.forEach(
        (certificate, about) -> {
          OcspAnswer best = about.stream().min(nearest(at)).orElse(null);
          if (best != null) {
            responses.put(certificate, best.response());
            times.add(best.thisUpdate());
          }
        });
    // In order at a later time is in order now: an answer is often younger than the signature.
    for (Instant time : times.tailSet(at)) {
      try {
        check(time, responses);
        return new Finding(Status.GOOD, null);
      } catch (CertPathValidatorException e) {
        if (e.getReason() == BasicReason.REVOKED) {
          return new Finding(Status.REVOKED, at);
        }
      } catch (RuntimeException e) {
        // What the checker trips over proves nothing.
      }
    }
    return new Finding(Status.UNKNOWN, null);
  }

  /** What vouches for that time first, then the soonest after it, then the last before it. */
  private static Comparator<OcspAnswer> nearest(Instant at) {
    return Comparator.comparing((OcspAnswer answer) -> !answer.covers(at))
        .thenComparing(answer -> answer.thisUpdate().isBefore(at))
        .thenComparing(answer -> Duration.between(at, answer.thisUpdate()).abs());
  }

  private static @Nullable Instant earliest(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }

  /** The earliest revocation in an OCSP answer. */
  private @Nullable Instant answered() {
    Instant earliest = null;
    for (List<OcspAnswer> about : answers.values()) {
      for (OcspAnswer answer : about) {
        earliest = earliest(earliest, answer.revokedAt());
      }
    }
    return earliest;
  }

  /** The earliest revocation in a list that the certificate's own issuer has signed. */
  private @Nullable Instant listed() {
    Instant earliest = null;
    for (int i = 0; i < path.size(); i++) {
      for (X509CRL crl : crls) {
        X509CRLEntry entry = crl.getRevokedCertificate(path.get(i).getSerialNumber());
        if (entry != null && RevocationList.isOf(crl, issuer(i), provider)) {
          earliest = earliest(earliest, entry.getRevocationDate().toInstant());
        }
      }
    }
    return earliest;
  }

  private void check(Instant time, Map<X509Certificate, byte[]> responses)
      throws GeneralSecurityException {
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
