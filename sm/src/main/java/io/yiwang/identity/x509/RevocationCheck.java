package io.yiwang.identity.x509;

import io.yiwang.identity.x509.Revocation.Finding;
import io.yiwang.identity.x509.Revocation.Status;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks the revocation of a valid chain with given answers. Only Bouncy Castle's checker can find
 * that a chain is not revoked; this class distinguishes revoked, unknown, and no longer suspended
 * certificates.
 */
final class RevocationCheck {
  private static final int MAX_ANSWERS = 64;

  private final Provider provider;
  private final List<X509Certificate> path;
  private final X509Certificate anchor;
  private final List<X509Certificate> listSigners;
  private final List<About> about = new ArrayList<>();

  /** The genuine answers about one certificate of the path, with all their statements. */
  private record About(
      X509Certificate certificate,
      List<RevocationList> lists,
      List<OcspAnswer> answers,
      List<Statement> statements) {
    private boolean isWithdrawn(@Nullable Statement statement) {
      return statement != null && statement.isLifted(statements);
    }

    /**
     * Returns the newest complete list for each scope, without lists whose statement was withdrawn
     * elsewhere.
     */
    private Collection<RevocationList> newestLists() {
      Map<String, RevocationList> newest = new HashMap<>();
      for (RevocationList list : lists) {
        if (!list.isDelta() && !isWithdrawn(list.about(certificate))) {
          newest.merge(
              list.issuer() + " " + list.scope(),
              list,
              (one, other) -> other.made().isAfter(one.made()) ? other : one);
        }
      }
      return newest.values();
    }

    private @Nullable OcspAnswer best(Instant at) {
      return answers.stream()
          .filter(answer -> answer.isOfUse(at) && !isWithdrawn(answer.statement()))
          .min(nearest(at))
          .orElse(null);
    }
  }

  /**
   * Creates a check.
   *
   * @param path the chain, leaf first, without the anchor
   */
  RevocationCheck(
      Provider provider, List<X509Certificate> path, X509Certificate anchor, RevocationData data)
      throws CertificateException {
    this.provider = provider;
    this.path = path;
    this.anchor = anchor;
    listSigners = new ArrayList<>();
    for (X509Certificate signer : data.listSigners()) {
      listSigners.add(LibraryProvider.certificate(signer.getEncoded(), provider));
    }
    List<RevocationList> lists = new ArrayList<>();
    for (byte[] crl : first(data.crls())) {
      RevocationList read = RevocationList.read(crl, provider);
      if (read != null) {
        lists.add(read);
      }
    }
    for (int i = 0; i < path.size(); i++) {
      about.add(about(i, lists, first(data.ocspResponses())));
    }
  }

  /**
   * Returns the first answers, up to a limit: supplied answers, which come last, may be made to be
   * expensive.
   */
  private static List<byte[]> first(List<byte[]> answers) {
    return answers.subList(0, Math.min(answers.size(), MAX_ANSWERS));
  }

  private About about(int i, List<RevocationList> lists, List<byte[]> responses) {
    X509Certificate certificate = path.get(i);
    List<X509Certificate> authorities = new ArrayList<>(path.subList(i + 1, path.size()));
    authorities.add(anchor);
    List<RevocationList> genuine = new ArrayList<>();
    List<OcspAnswer> answers = new ArrayList<>();
    List<Statement> statements = new ArrayList<>();
    for (RevocationList list : lists) {
      if (list.isAbout(certificate, authorities, listSigners, provider)) {
        genuine.add(list);
        Statement said = list.about(certificate);
        if (said != null) {
          statements.add(said);
        }
      }
    }
    for (byte[] response : responses) {
      OcspAnswer answer = OcspAnswer.read(response, certificate, authorities.get(0), provider);
      if (answer != null) {
        answers.add(answer);
        statements.add(answer.statement());
      }
    }
    return new About(certificate, genuine, answers, statements);
  }

  Finding at(Instant at) throws GeneralSecurityException {
    Instant revoked = null;
    for (About each : about) {
      revoked = earliest(revoked, Statement.revokedSince(each.statements()));
    }
    if (revoked != null) {
      return revoked.isAfter(at)
          ? new Finding(Status.GOOD, revoked)
          : new Finding(Status.REVOKED, revoked);
    }
    List<Object> lists = new ArrayList<>(listSigners);
    Map<X509Certificate, byte[]> responses = new HashMap<>();
    TreeSet<Instant> times = new TreeSet<>(Set.of(at));
    for (About each : about) {
      each.newestLists().forEach(list -> lists.add(list.crl()));
      OcspAnswer best = each.best(at);
      if (best != null) {
        responses.put(each.certificate(), best.response());
        if (!best.thisUpdate().isBefore(at) || best.hasNoEnd()) {
          times.add(best.thisUpdate());
        }
      }
    }
    // A certificate that is not revoked at a later time is not revoked now, and an answer is often
    // newer than the signature. An earlier answer without an end is checked at the time at which it
    // was made.
    for (Instant time : inOrder(times, at)) {
      try {
        check(time, lists, responses);
        return new Finding(Status.GOOD, null);
      } catch (CertPathValidatorException e) {
        if (e.getReason() == BasicReason.REVOKED) {
          return new Finding(Status.REVOKED, at);
        }
      } catch (RuntimeException e) {
        // A failure of the checker proves nothing.
      }
    }
    return new Finding(Status.UNKNOWN, null);
  }

  private static List<Instant> inOrder(NavigableSet<Instant> times, Instant at) {
    List<Instant> ordered = new ArrayList<>(times.tailSet(at));
    ordered.addAll(times.headSet(at, false).descendingSet());
    return ordered;
  }

  /** Orders answers: those valid at a time first, then by their distance from it. */
  private static Comparator<OcspAnswer> nearest(Instant at) {
    return Comparator.comparing((OcspAnswer answer) -> !answer.covers(at))
        .thenComparing(answer -> Duration.between(at, answer.thisUpdate()).abs());
  }

  private static @Nullable Instant earliest(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }

  private void check(Instant time, List<Object> lists, Map<X509Certificate, byte[]> responses)
      throws GeneralSecurityException {
    CertPathValidator validator = CertPathValidator.getInstance("PKIX", provider);
    PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    checker.setOcspResponses(responses);
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
    parameters.setDate(Date.from(time));
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists), provider));
    parameters.setRevocationEnabled(false);
    parameters.addCertPathChecker(checker);
    parameters.addCertPathChecker(new PurposeHandled());
    validator.validate(
        CertificateFactory.getInstance("X.509", provider).generateCertPath(path), parameters);
  }
}
