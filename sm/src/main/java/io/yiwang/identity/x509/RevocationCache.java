package io.yiwang.identity.x509;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.x509.AnswerFolder.Found;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.Provider;
import java.security.cert.CertificateEncodingException;
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
 * Keeps revocation lists and OCSP responses in a folder, so that they are available after a start
 * without a network. Reading never uses the network; {@link #refresh} does. The folder is not
 * trusted: the signature and time of each answer are checked whenever it is used. Answers about a
 * chain are found by the names of their files. Of the answers that an authority has signed about
 * the same subject, the newest is kept and older ones are discarded. The oldest answers make room
 * for new ones, so the folder stays below about 16,000 files and 1 GiB. Thread-safe, also between
 * processes: a file is written as a whole or not at all.
 *
 * <p>The addresses to query come from certificates, which are untrusted. So at most four addresses
 * of each are queried, all within one deadline, and only hosts of the public internet; see {@link
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
  private final RevocationAddresses addresses;
  private final Logger log;

  /** Creates a cache in a folder that fetches answers by HTTP. */
  public RevocationCache(Path folder) throws IOException {
    this(folder, new AnswerFetcher(false));
  }

  /** Creates a cache in a folder that fetches answers with the given fetcher. */
  public RevocationCache(Path folder, RevocationFetcher fetcher) throws IOException {
    this(folder, fetcher, LoggerFactory.getLogger(RevocationCache.class));
  }

  RevocationCache(Path folder, RevocationFetcher fetcher, Logger log) throws IOException {
    this(new AnswerFolder(folder), fetcher, new RevocationAddresses(false), log);
  }

  private RevocationCache(
      AnswerFolder folder, RevocationFetcher fetcher, RevocationAddresses addresses, Logger log) {
    this.folder = folder;
    this.fetcher = fetcher;
    this.addresses = addresses;
    this.log = log;
  }

  /**
   * Returns a cache of the same folder that also queries this machine and private networks, for an
   * authority inside one's own network.
   */
  public RevocationCache allowingPrivateAddresses() {
    return new RevocationCache(
        folder,
        fetcher instanceof AnswerFetcher ? new AnswerFetcher(true) : fetcher,
        new RevocationAddresses(true),
        log);
  }

  /** Returns all answers in the folder. */
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
   * Returns the lists to use, and discards those that a newer list of the same scope replaces. A
   * list is kept if it has a permanent revocation that the newest one lacks, or if it is the last
   * from before the certificate's end, after which lists may leave the certificate out. A list that
   * the authority has not signed replaces nothing.
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
      if (isNewest || isLastBeforeEnd || (said != null && said.isPermanent())) {
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
      if (answer != null && seen && !answer.statement().isPermanent()) {
        folder.discard(each);
      } else {
        kept.add(each.content());
      }
      seen |= answer != null;
    }
    return kept;
  }

  /**
   * Sorts answers by the time that they state, since a file's time may have been lost when it was
   * copied.
   */
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

  /** Returns the subject of a list, which is its issuer. */
  private static String issuer(X500Principal name) {
    // The canonical form does not depend on the encoding of the name.
    return AnswerFolder.name(name.getName(X500Principal.CANONICAL).getBytes(UTF_8));
  }

  /** Returns the subject of an OCSP response, which is a certificate's serial number. */
  private static String serial(BigInteger number) {
    return AnswerFolder.name(number.toByteArray());
  }

  /**
   * Adds answers that arrived in another way, such as on a memory stick. Unreadable ones are left
   * out.
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

  /** Fetches the answers for a chain, within 10 s in total. */
  public int refresh(List<X509Certificate> chain) {
    return refresh(chain, USUAL_TIMEOUT);
  }

  /**
   * Fetches the answers for a chain from the addresses in its certificates, and keeps those that
   * the issuer, or a responder authorised by it, has signed. If an answer cannot be fetched, is not
   * signed, or is older than the one in the folder, the folder is not changed: neither the login
   * page of a hotel's network nor last week's answer makes the cache forget a revocation.
   *
   * @param chain leaf first, the anchor last, as {@link TrustAnchors#chain} returns it
   * @param timeout the time limit for all fetches together
   * @return the number of answers that were fetched and kept
   */
  public int refresh(List<X509Certificate> chain, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    int kept = 0;
    for (int i = 0; i + 1 < chain.size(); i++) {
      X509Certificate certificate = chain.get(i);
      int above = i + 1;
      X509Certificate issuer = chain.get(above);
      int asked = 0;
      for (URI responder : addresses.responders(certificate)) {
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
      for (URI list : addresses.lists(certificate)) {
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
   * Fetches one answer, and keeps it if it is genuine and not older than the one in the folder.
   *
   * @param subject the subject of the answer; null for a list, which contains its issuer
   * @param time returns when an answer was made; null if it is not genuine
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

  /** Fetches on a separate thread, which is abandoned if it does not end in time. */
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
        // An exception of the application's own code would leave no other trace.
        log.warn("the fetcher threw; it counts as no answer", e.getCause());
      }
      throw new IOException("no answer", e);
    } catch (TimeoutException e) {
      throw new IOException("no answer", e);
    } finally {
      task.cancel(true);
    }
  }

  private byte[] request(X509Certificate certificate, X509Certificate issuer) {
    try {
      CertificateID id =
          new CertificateID(
              new JcaDigestCalculatorProviderBuilder()
                  .setProvider(provider)
                  .build()
                  .get(CertificateID.HASH_SHA1),
              new JcaX509CertificateHolder(issuer),
              certificate.getSerialNumber());
      return new OCSPReqBuilder().addRequest(id).build().getEncoded();
    } catch (OCSPException
        | OperatorCreationException
        | CertificateEncodingException
        | IOException e) {
      throw new IllegalStateException("a request can always be written", e);
    }
  }
}
