package io.yiwang.identity.x509;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
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
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Revocation lists and OCSP responses in a folder, so that a program that starts without a network
 * knows what it knew. Reading never uses the network; {@link #refresh} does. What lies in the
 * folder is not trusted: each answer's signature and time are checked whenever it is used.
 * Thread-safe, also between processes: a file is written whole or not at all.
 */
public final class RevocationCache implements Supplier<RevocationData> {
  private static final int MAX_BYTES = 32 << 20;

  /** Brings one answer. */
  @FunctionalInterface
  public interface Fetcher {
    /**
     * Fetches.
     *
     * @param request an OCSP request to be posted, or null where a list is to be got
     */
    byte[] fetch(URI address, byte @Nullable [] request) throws IOException;
  }

  // A private instance: registering the provider would change crypto for the whole JVM.
  private final Provider provider = new BouncyCastleProvider();
  private final Path folder;
  private final Fetcher fetcher;

  /** Answers in that folder, fetched by HTTP with the JDK's own client, 10 s at the most each. */
  public RevocationCache(Path folder) throws IOException {
    this(folder, RevocationCache::http);
  }

  /** Answers in that folder, brought by that fetcher. */
  public RevocationCache(Path folder, Fetcher fetcher) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.fetcher = fetcher;
  }

  /** What lies in the folder. */
  @Override
  public RevocationData get() {
    return RevocationData.of(files(".crl"), files(".ocsp"));
  }

  private List<byte[]> files(String ending) {
    List<byte[]> contents = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ending)) {
      for (Path file : files) {
        contents.add(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      // What cannot be read is not known; whether that is let pass, the policy says.
      return contents;
    }
    return contents;
  }

  /**
   * Keeps an answer that came some other way, such as on a memory stick, beside those there are.
   */
  public void add(RevocationData data) throws IOException {
    for (byte[] crl : data.crls()) {
      write(name(crl) + ".crl", crl);
    }
    for (byte[] response : data.ocspResponses()) {
      write(name(response) + ".ocsp", response);
    }
  }

  /**
   * Fetches the answers for a chain from where its certificates say, and keeps those that the
   * issuer, or the responder it has named, has signed. What cannot be fetched, is no such answer,
   * or is older than what is at hand, leaves what was there: neither the page of a hotel's network
   * nor an answer of last week makes a revocation forgotten.
   *
   * @param chain leaf first, the anchor last, as {@link TrustAnchors#chain} returns it
   * @return how many answers were fetched and kept
   */
  public int refresh(List<X509Certificate> chain) {
    int kept = 0;
    for (int i = 0; i + 1 < chain.size(); i++) {
      X509Certificate certificate = chain.get(i);
      X509Certificate issuer = chain.get(i + 1);
      for (URI list : lists(certificate)) {
        String file = name(list.toString().getBytes(UTF_8)) + ".crl";
        kept += keep(list, null, file, der -> listTime(der, issuer));
      }
      byte[] request = request(certificate, issuer);
      for (URI responder : responders(certificate)) {
        String file = name(request) + ".ocsp";
        kept += keep(responder, request, file, der -> answerTime(der, certificate, issuer));
      }
    }
    return kept;
  }

  private @Nullable Instant listTime(byte[] der, X509Certificate issuer) {
    X509CRL list = RevocationList.read(der, provider);
    return list != null && RevocationList.isOf(list, issuer, provider)
        ? list.getThisUpdate().toInstant()
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
   * @param time when a genuine answer was made; null for what is none
   */
  private int keep(
      URI address,
      byte @Nullable [] request,
      String file,
      Function<byte[], @Nullable Instant> time) {
    try {
      byte[] answer = fetcher.fetch(address, request);
      Instant made = time.apply(answer);
      Path kept = folder.resolve(file);
      Instant before = Files.exists(kept) ? time.apply(Files.readAllBytes(kept)) : null;
      if (made == null || (before != null && made.isBefore(before))) {
        return 0;
      }
      write(file, answer);
      return 1;
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  private void write(String name, byte[] content) throws IOException {
    Path written = Files.createTempFile(folder, name, ".tmp");
    try {
      Files.write(written, content);
      move(written, folder.resolve(name));
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String name(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static List<URI> lists(X509Certificate certificate) {
    Extension extension = holder(certificate).getExtension(Extension.cRLDistributionPoints);
    List<URI> addresses = new ArrayList<>();
    if (extension != null) {
      for (DistributionPoint point :
          CRLDistPoint.getInstance(extension.getParsedValue()).getDistributionPoints()) {
        DistributionPointName name = point.getDistributionPoint();
        if (name != null && name.getType() == DistributionPointName.FULL_NAME) {
          for (GeneralName each : GeneralNames.getInstance(name.getName()).getNames()) {
            address(each, addresses);
          }
        }
      }
    }
    return addresses;
  }

  private static List<URI> responders(X509Certificate certificate) {
    Extension extension = holder(certificate).getExtension(Extension.authorityInfoAccess);
    List<URI> addresses = new ArrayList<>();
    if (extension != null) {
      for (AccessDescription each :
          AuthorityInformationAccess.getInstance(extension.getParsedValue())
              .getAccessDescriptions()) {
        if (each.getAccessMethod().equals(X509ObjectIdentifiers.id_ad_ocsp)) {
          address(each.getAccessLocation(), addresses);
        }
      }
    }
    return addresses;
  }

  /** HTTP alone: a certificate must not make us open files or talk LDAP. */
  private static void address(GeneralName name, List<URI> into) {
    if (name.getTagNo() == GeneralName.uniformResourceIdentifier) {
      String text = name.getName().toString();
      if (text.startsWith("http://") || text.startsWith("https://")) {
        try {
          into.add(URI.create(text));
        } catch (IllegalArgumentException e) {
          // No address, no answer; whether that is let pass, the policy says.
        }
      }
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

  private static byte[] http(URI address, byte @Nullable [] request) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    int timeout = (int) Duration.ofSeconds(10).toMillis();
    connection.setConnectTimeout(timeout);
    connection.setReadTimeout(timeout);
    connection.setInstanceFollowRedirects(false);
    try {
      if (request != null) {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/ocsp-request");
        try (OutputStream out = connection.getOutputStream()) {
          out.write(request);
        }
      }
      if (connection.getResponseCode() != 200) {
        throw new IOException("status " + connection.getResponseCode());
      }
      try (InputStream in = connection.getInputStream()) {
        byte[] answer = in.readNBytes(MAX_BYTES + 1);
        if (answer.length > MAX_BYTES) {
          throw new IOException("an answer of more than " + MAX_BYTES + " bytes");
        }
        return answer;
      }
    } finally {
      connection.disconnect();
    }
  }
}
