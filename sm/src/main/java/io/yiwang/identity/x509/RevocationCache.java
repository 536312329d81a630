package io.yiwang.identity.x509;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.x509.AnswerFolder.Found;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps revocation lists and OCSP responses in a folder, so that a program that starts without a
 * network knows what it knew. Reading never uses the network; {@link #refresh} does. What lies in
 * the folder is not trusted: each answer's signature and time are checked whenever it is used. What
 * is about a chain is found by its file's name. Of the answers that an authority has signed about
 * the same, the newest is kept and those before it are discarded; and what was made longest ago
 * makes room, so the folder stays below some 16,000 files and 1 GiB. Thread-safe, also between
 * processes: a file is written whole or not at all.
 *
 * <p>Where to ask is written in certificates, which are anybody's. So of each at most four
 * addresses are asked, all within one deadline, and only hosts of the public internet; see {@link
 * #allowingPrivateAddresses}.
 */
public final class RevocationCache implements RevocationSource {
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_ADDRESSES = 4;
  private static final String CRL = ".crl";
  private static final String OCSP = ".ocsp";

  private final Provider provider = LibraryProvider.get();
  private final AnswerFolder folder;
  private final RevocationFetcher fetcher;
  private final boolean privateToo;
  private final Logger log;

  /** Answers in that folder, fetched by HTTP. */
  public RevocationCache(Path folder) throws IOException {
    this(folder, new AnswerFetcher(false));
  }

  /** Answers in that folder, brought by that fetcher. */
  public RevocationCache(Path folder, RevocationFetcher fetcher) throws IOException {
    this(folder, fetcher, LoggerFactory.getLogger(RevocationCache.class));
  }

  RevocationCache(Path folder, RevocationFetcher fetcher, Logger log) throws IOException {
    this(new AnswerFolder(folder), fetcher, false, log);
  }

  private RevocationCache(
      AnswerFolder folder, RevocationFetcher fetcher, boolean privateToo, Logger log) {
    this.folder = folder;
    this.fetcher = fetcher;
    this.privateToo = privateToo;
    this.log = log;
  }

  /**
   * Returns a cache of the same folder that also asks this machine and private networks, as where
   * an authority is within one's own walls.
   */
  public RevocationCache allowingPrivateAddresses() {
    return new RevocationCache(
        folder, fetcher instanceof AnswerFetcher ? new AnswerFetcher(true) : fetcher, true, log);
  }

  /** Returns everything in the folder. */
  public RevocationData get() {
    return RevocationData.of(folder.all(CRL), folder.all(OCSP));
  }

  @Override
  public RevocationData about(List<X509Certificate> chain) {
    List<byte[]> crls = new ArrayList<>();
    List<byte[]> responses = new ArrayList<>();
    for (int i = 0; i + 1 < chain.size(); i++) {
      X509Certificate certificate = chain.get(i);
      List<X509Certificate> authorities = chain.subList(i + 1, chain.size());
      Set<X500Principal> issuers = new LinkedHashSet<>();
      issuers.add(certificate.getIssuerX500Principal());
      issuers.addAll(RevocationList.listIssuers(certificate));
      for (X500Principal issuer : issuers) {
        crls.addAll(lists(folder.of(issuer(issuer), CRL), certificate, authorities));
      }
      responses.addAll(
          answers(
              folder.of(serial(certificate.getSerialNumber()), OCSP),
              certificate,
              authorities.get(0)));
    }
    return RevocationData.of(crls, responses);
  }

  /**
   * Lists of which each replaces those before it that are about the same: these are discarded,
   * unless they hold a revocation for good that the newest has no more, or are the last from before
   * the certificate's end, after which lists need not have it. What is not signed by the authority
   * replaces nothing.
   */
  private List<byte[]> lists(
      List<Found> found, X509Certificate certificate, List<X509Certificate> authorities) {
    List<byte[]> kept = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Instant end = certificate.getNotAfter().toInstant();
    for (Found each : newestFirst(found, this::listTime)) {
      RevocationList list = found.size() > 1 ? RevocationList.read(each.content(), provider) : null;
      if (list == null || !list.isAbout(certificate, authorities, List.of(), provider)) {
        kept.add(each.content());
        continue;
      }
      String scope = list.scope() + list.isDelta();
      boolean isNewest = seen.add(scope);
      boolean isLastBeforeEnd = !list.made().isAfter(end) && seen.add(scope + end);
      Statement said = list.about(certificate);
      if (isNewest || isLastBeforeEnd || (said != null && said.isForGood())) {
        kept.add(each.content());
      } else {
        folder.discard(each);
      }
    }
    return kept;
  }

  private List<byte[]> answers(
      List<Found> found, X509Certificate certificate, X509Certificate issuer) {
    List<byte[]> kept = new ArrayList<>();
    boolean seen = false;
    for (Found each : newestFirst(found, response -> answerTime(response, certificate, issuer))) {
      OcspAnswer answer =
          found.size() > 1 ? OcspAnswer.read(each.content(), certificate, issuer, provider) : null;
      if (answer != null && seen && !answer.statement().isForGood()) {
        folder.discard(each);
      } else {
        kept.add(each.content());
      }
      seen |= answer != null;
    }
    return kept;
  }

  /** Sorts answers by what they say themselves: a file's time may have been lost in a copy. */
  private static List<Found> newestFirst(
      List<Found> found, Function<byte[], @Nullable Instant> made) {
    if (found.size() < 2) {
      return found;
    }
    IdentityHashMap<Found, Instant> times = new IdentityHashMap<>();
    for (Found each : found) {
      Instant time = made.apply(each.content());
      times.put(each, time == null ? Instant.MIN : time);
    }
    List<Found> sorted = new ArrayList<>(found);
    sorted.sort(
        Comparator.comparing((Found each) -> times.getOrDefault(each, Instant.MIN)).reversed());
    return sorted;
  }

  private @Nullable Instant listTime(byte[] der) {
    RevocationList list = RevocationList.read(der, provider);
    return list == null ? null : list.made();
  }

  /** Lists are found by who has made them, answers by the number that they are about. */
  private static String issuer(X500Principal name) {
    // However its letters are encoded.
    return AnswerFolder.name(name.getName(X500Principal.CANONICAL).getBytes(UTF_8));
  }

  private static String serial(BigInteger number) {
    return AnswerFolder.name(number.toByteArray());
  }

  /**
   * Keeps answers that came some other way, such as on a memory stick, beside those there are. What
   * cannot be read is left out.
   */
  public void add(RevocationData data) throws IOException {
    for (byte[] crl : data.crls()) {
      RevocationList list = RevocationList.read(crl, provider);
      if (list != null) {
        folder.write(issuer(list.issuer()), AnswerFolder.name(crl), CRL, crl, list.made());
      }
    }
    for (byte[] response : data.ocspResponses()) {
      Instant made = OcspAnswer.producedAt(response);
      for (BigInteger number : OcspAnswer.serials(response)) {
        folder.write(serial(number), AnswerFolder.name(response), OCSP, response, made);
      }
    }
  }

  /** Fetches the answers for a chain, within 10 s for all of them together. */
  public int refresh(List<X509Certificate> chain) {
    return refresh(chain, USUAL_TIMEOUT);
  }

  /**
   * Fetches the answers for a chain from where its certificates say, and keeps those that the
   * issuer, or the responder it has named, has signed. What cannot be fetched, is not such an
   * answer, or is older than what is at hand, leaves what was there: neither the page of a hotel's
   * network nor an answer of last week makes a revocation forgotten.
   *
   * @param chain leaf first, the anchor last, as {@link TrustAnchors#chain} returns it
   * @param timeout for all fetches together
   * @return how many answers were fetched and kept
   */
  public int refresh(List<X509Certificate> chain, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    int kept = 0;
    for (int i = 0; i + 1 < chain.size(); i++) {
      X509Certificate certificate = chain.get(i);
      int above = i + 1;
      X509Certificate issuer = chain.get(above);
      int asked = 0;
      for (URI responder : addresses(responders(certificate))) {
        if (asked++ < MAX_ADDRESSES) {
          byte[] request = request(certificate, issuer);
          kept +=
              keep(
                  responder,
                  request,
                  deadline,
                  serial(certificate.getSerialNumber()),
                  AnswerFolder.name(request),
                  OCSP,
                  der -> answerTime(der, certificate, issuer));
        }
      }
      for (URI list : addresses(lists(certificate))) {
        if (asked++ < MAX_ADDRESSES) {
          kept +=
              keep(
                  list,
                  null,
                  deadline,
                  null,
                  AnswerFolder.name(list.toString().getBytes(UTF_8)),
                  CRL,
                  der -> listTime(der, certificate, chain.subList(above, chain.size())));
        }
      }
    }
    return kept;
  }

  private Set<URI> addresses(List<GeneralName> names) {
    Set<URI> addresses = new LinkedHashSet<>();
    for (GeneralName name : names) {
      if (name.getTagNo() == GeneralName.uniformResourceIdentifier) {
        URI address = PublicAddresses.read(name.getName().toString(), privateToo);
        if (address != null) {
          addresses.add(address);
        }
      }
    }
    return addresses;
  }

  private @Nullable Instant listTime(
      byte[] der, X509Certificate certificate, List<X509Certificate> authorities) {
    RevocationList list = RevocationList.read(der, provider);
    return list != null && list.isAbout(certificate, authorities, List.of(), provider)
        ? list.made()
        : null;
  }

  private @Nullable Instant answerTime(
      byte[] der, X509Certificate certificate, X509Certificate issuer) {
    OcspAnswer answer = OcspAnswer.read(der, certificate, issuer, provider);
    return answer == null ? null : answer.thisUpdate();
  }

  /**
   * Fetches one answer.
   *
   * @param subject what the answer is about; null for a list, which says so itself
   * @param time when a genuine answer was made; null for what is none
   */
  private int keep(
      URI address,
      byte @Nullable [] request,
      long deadline,
      @Nullable String subject,
      String name,
      String ending,
      Function<byte[], @Nullable Instant> time) {
    try {
      byte[] answer = fetched(address, request, deadline);
      Instant made = time.apply(answer);
      String about = subject != null ? subject : listIssuer(answer);
      byte[] kept = about == null ? null : folder.read(about, name, ending);
      Instant before = kept == null ? null : time.apply(kept);
      if (made == null || about == null || (before != null && made.isBefore(before))) {
        return 0;
      }
      folder.write(about, name, ending, answer, made);
      return 1;
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  private @Nullable String listIssuer(byte[] der) {
    RevocationList list = RevocationList.read(der, provider);
    return list == null ? null : issuer(list.issuer());
  }

  /** Fetches on a thread of its own, which is left behind if it does not end in time. */
  private byte[] fetched(URI address, byte @Nullable [] request, long deadline) throws IOException {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    if (left.isNegative() || left.isZero() || Thread.currentThread().isInterrupted()) {
      throw new IOException("there is no time left");
    }
    FutureTask<byte[]> task = new FutureTask<>(() -> fetcher.fetch(address, request));
    Thread thread = new Thread(task, "yiwang-revocation");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof IOException)) {
        // The application's own, of which no other trace would be left.
        log.warn("the fetcher threw; it counts as no answer", e.getCause());
      }
      throw new IOException("no answer", e);
    } catch (TimeoutException e) {
      throw new IOException("no answer", e);
    } finally {
      task.cancel(true);
    }
  }

  private static List<GeneralName> lists(X509Certificate certificate) {
    Extension extension = holder(certificate).getExtension(Extension.cRLDistributionPoints);
    List<GeneralName> addresses = new ArrayList<>();
    if (extension != null) {
      for (DistributionPoint point :
          CRLDistPoint.getInstance(extension.getParsedValue()).getDistributionPoints()) {
        DistributionPointName name = point.getDistributionPoint();
        if (name != null && name.getType() == DistributionPointName.FULL_NAME) {
          addresses.addAll(List.of(GeneralNames.getInstance(name.getName()).getNames()));
        }
      }
    }
    return addresses;
  }

  private static List<GeneralName> responders(X509Certificate certificate) {
    Extension extension = holder(certificate).getExtension(Extension.authorityInfoAccess);
    List<GeneralName> addresses = new ArrayList<>();
    if (extension != null) {
      for (AccessDescription each :
          AuthorityInformationAccess.getInstance(extension.getParsedValue())
              .getAccessDescriptions()) {
        if (each.getAccessMethod().equals(X509ObjectIdentifiers.id_ad_ocsp)) {
          addresses.add(each.getAccessLocation());
        }
      }
    }
    return addresses;
  }

  private byte[] request(X509Certificate certificate, X509Certificate issuer) {
    try {
      CertificateID id =
          new CertificateID(
              new JcaDigestCalculatorProviderBuilder()
                  .setProvider(provider)
                  .build()
                  .get(CertificateID.HASH_SHA1),
              holder(issuer),
              certificate.getSerialNumber());
      return new OCSPReqBuilder().addRequest(id).build().getEncoded();
    } catch (OCSPException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("a request can always be written", e);
    }
  }

  private static X509CertificateHolder holder(X509Certificate certificate) {
    try {
      return new JcaX509CertificateHolder(certificate);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("a certificate that cannot be written", e);
    }
  }
}
