package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The certificate of a sandbox for https, and the trust of its clients. */
final class TlsIdentity {
  /** The password of a key store that stays in memory. */
  private static final char[] NO_PASSWORD = {};

  /** The longest lifetime that browsers accept. */
  private static final Duration LIFE = Duration.ofDays(397);

  private final SSLContext context;
  private final X509TrustManager trust;
  private final String anchor;

  private TlsIdentity(PrivateKey key, List<Certificate> chain, Certificate anchor)
      throws GeneralSecurityException, IOException {
    // PKCS#12 would derive a key from the password, which is slow, twice.
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    store.setKeyEntry("sandbox", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    trust = trust(anchor);
    this.anchor = Pem.of("CERTIFICATE", anchor.getEncoded());
  }

  /**
   * Makes a certificate by the sandbox's own authority.
   *
   * @param hosts names and addresses of the gateway besides those of this machine
   */
  static TlsIdentity made(KeySource source, List<String> hosts) {
    Instant now = Instant.now();
    CertificateAuthority authority =
        new CertificateAuthority("Sandbox TLS root", false, now, source, hosts);
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      KeyPair pair = generator.generateKeyPair();
      byte[] leaf =
          CertificateAuthority.der(
              authority.forServer(
                  pair.getPublic(), now.minus(Duration.ofHours(1)), now.plus(LIFE)));
      Certificate root = certificate(CertificateAuthority.der(authority.root()));
      return new TlsIdentity(pair.getPrivate(), List.of(certificate(leaf), root), root);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot make a TLS certificate", e);
    }
  }

  /**
   * Reads a certificate from files in PEM.
   *
   * @param chain the chain, leaf first; clients must trust the last certificate
   * @param key the private key in PKCS#8
   * @throws IllegalArgumentException naming the file that has something else
   */
  static TlsIdentity read(Path chain, Path key) {
    List<Certificate> certificates =
        blocks(chain).stream().map(der -> certificate(der, chain)).toList();
    List<byte[]> keys = blocks(key);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(chain + " has no certificate in PEM");
    }
    if (keys.size() != 1) {
      throw new IllegalArgumentException(key + " must have one private key in PEM");
    }
    try {
      PrivateKey own =
          KeyFactory.getInstance(certificates.get(0).getPublicKey().getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(keys.get(0)));
      return new TlsIdentity(own, certificates, certificates.get(certificates.size() - 1));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          key + " must have a private key in PKCS#8 (BEGIN PRIVATE KEY) that belongs to " + chain);
    } catch (IOException e) {
      throw new IllegalStateException("cannot keep the TLS certificate", e);
    }
  }

  private static List<byte[]> blocks(Path file) {
    try {
      return KeyFolder.blocks(Files.readString(file, US_ASCII));
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + file);
    }
  }

  private static Certificate certificate(byte[] der, Path file) {
    try {
      return certificate(der);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(file + " has a block that is not a certificate");
    }
  }

  private static Certificate certificate(byte[] der) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(der));
  }

  private static X509TrustManager trust(Certificate anchor)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("sandbox", anchor);
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  /** Returns the context of the gateway. */
  SSLContext context() {
    return context;
  }

  /** Returns the certificate that a client must trust. */
  String anchorPem() {
    return anchor;
  }

  X509TrustManager trust() {
    return trust;
  }

  SSLSocketFactory sockets() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }
}
