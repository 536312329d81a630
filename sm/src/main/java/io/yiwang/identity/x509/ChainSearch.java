package io.yiwang.identity.x509;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Searches for a chain from a certificate to an anchor, once per instance. The other certificates
 * are untrusted, so the work is bounded: each is visited once, from the leaf upwards, and the
 * number of signatures checked is limited however they refer to each other.
 *
 * @see "RFC 5280 section 6"
 */
final class ChainSearch {
  static final int LONGEST = 10;
  private static final int MAX_OTHERS = 100;
  private static final int MAX_SIGNATURES = 64;
  private static final int MAX_VALIDATIONS = 8;

  /** A certificate, with the one below it in the chain. */
  private record Step(X509Certificate certificate, @Nullable Step below, int length) {}

  private final Provider provider;
  private final Collection<X509Certificate> anchors;
  private final Instant at;
  private int signatures;
  private int validations;

  ChainSearch(Provider provider, Collection<X509Certificate> anchors, Instant at) {
    this.provider = provider;
    this.anchors = anchors;
    this.at = at;
  }

  /** Returns the chain, leaf first and the anchor last; null if there is no valid one. */
  @Nullable List<X509Certificate> from(X509Certificate leaf, Collection<X509Certificate> others)
      throws CertificateException {
    if (others.size() > MAX_OTHERS) {
      throw new CertificateException("more than " + MAX_OTHERS + " certificates were supplied");
    }
    if (!CertificateBounds.contains(leaf)) {
      throw new CertificateException("the certificate or its key is larger than any in use");
    }
    Set<X509Certificate> seen = new HashSet<>(anchors);
    seen.add(leaf);
    Queue<Step> steps = new ArrayDeque<>();
    steps.add(new Step(leaf, null, 1));
    for (Step step = steps.poll(); step != null; step = steps.poll()) {
      for (X509Certificate anchor : anchors) {
        if (isSignedBy(step.certificate(), anchor) && isValid(step, anchor)) {
          return chain(step, anchor);
        }
      }
      for (X509Certificate other : others) {
        if (step.length() < LONGEST
            && !seen.contains(other)
            && mayCertify(other)
            && isSignedBy(step.certificate(), other)) {
          seen.add(other);
          steps.add(new Step(other, step, step.length() + 1));
        }
      }
    }
    return null;
  }

  private boolean mayCertify(X509Certificate other) {
    return other.getBasicConstraints() >= 0
        && !at.isBefore(other.getNotBefore().toInstant())
        && !at.isAfter(other.getNotAfter().toInstant())
        && CertificateBounds.contains(other);
  }

  private boolean isSignedBy(X509Certificate certificate, X509Certificate issuer)
      throws CertificateException {
    if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
      return false;
    }
    if (++signatures > MAX_SIGNATURES) {
      throw new CertificateException("the supplied certificates form too many possible chains");
    }
    try {
      certificate.verify(issuer.getPublicKey(), provider);
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  /**
   * Returns whether the chain is valid by RFC 5280, except for revocation, which is checked
   * separately.
   */
  private boolean isValid(Step top, X509Certificate anchor) throws CertificateException {
    if (++validations > MAX_VALIDATIONS) {
      throw new CertificateException("the supplied certificates form too many possible chains");
    }
    try {
      List<X509Certificate> path = chain(top, anchor);
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
      parameters.setDate(Date.from(at));
      parameters.setRevocationEnabled(false);
      parameters.addCertPathChecker(new PurposeHandled());
      CertPathValidator.getInstance("PKIX", provider)
          .validate(
              CertificateFactory.getInstance("X.509", provider)
                  .generateCertPath(path.subList(0, path.size() - 1)),
              parameters);
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  private static List<X509Certificate> chain(Step top, X509Certificate anchor) {
    List<X509Certificate> chain = new ArrayList<>();
    for (Step step = top; step != null; step = step.below()) {
      chain.add(0, step.certificate());
    }
    chain.add(anchor);
    return List.copyOf(chain);
  }
}
