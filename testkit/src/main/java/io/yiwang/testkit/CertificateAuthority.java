package io.yiwang.testkit;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Issues the sandbox's certificates (RFC 5280) under a root of SM2 or of ECDSA over P-256. */
final class CertificateAuthority {
  private static final Duration LIFE = Duration.ofDays(3650);

  /** The names of this machine, by which a sandbox is reached unless it says otherwise. */
  private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "::1");

  private final AtomicLong serial = new AtomicLong(System.nanoTime());
  private final String name;
  private final Once<KeyPair> pair;
  private final String algorithm;
  private final Instant from;
  private final Once<X509CertificateHolder> root;
  private final List<String> hosts;

  /** Makes an authority for a gateway on this machine, with random keys. */
  CertificateAuthority(String name, boolean sm2, Instant now) {
    this(name, sm2, now, KeySource.MADE_UP, List.of());
  }

  /**
   * Makes an authority.
   *
   * @param hosts names and addresses of the gateway besides those of this machine
   */
  CertificateAuthority(String name, boolean sm2, Instant now, KeySource keys, List<String> hosts) {
    this.name = "C=CN, O=Yiwang Sandbox, CN=" + name;
    SandboxScheme scheme = sm2 ? SandboxScheme.SM2 : SandboxScheme.ECDSA_P256;
    pair = new Once<>(() -> keys.pair(scheme, name));
    algorithm = sm2 ? "SM3WITHSM2" : "SHA256withECDSA";
    from = now.minus(Duration.ofDays(365));
    this.hosts = hosts;
    root = new Once<>(() -> keys.root(name, pair.get(), this::selfIssued));
  }

  private X509CertificateHolder selfIssued(KeyPair own) {
    return issue(
        name,
        own.getPublic(),
        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign),
        true,
        null,
        from,
        from.plus(LIFE));
  }

  /** Returns the subject alternative names of a gateway: those of this machine, and others. */
  static GeneralNames names(List<String> others) {
    Set<String> all = new LinkedHashSet<>(THIS_MACHINE);
    all.addAll(others);
    return new GeneralNames(
        all.stream()
            .map(
                host ->
                    new GeneralName(
                        host.contains(":") || host.matches("[0-9.]+")
                            ? GeneralName.iPAddress
                            : GeneralName.dNSName,
                        host))
            .toArray(GeneralName[]::new));
  }

  /** Returns the trust anchor. */
  X509CertificateHolder root() {
    return root.get();
  }

  String rootPem() {
    return Pem.of("CERTIFICATE", der(root()));
  }

  /**
   * Issues the certificate of a key that signs documents; it names a person or an office, and no
   * host.
   */
  X509CertificateHolder forSigning(
      String commonName, PublicKey key, Instant notBefore, Instant notAfter) {
    KeyUsage usage = new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation);
    return issue(subject(commonName), key, usage, false, null, notBefore, notAfter);
  }

  /** Issues the certificate of a key of the gateway, whose hosts it names (IGS/1 section 2.5). */
  X509CertificateHolder forGateway(
      String commonName, PublicKey key, boolean sealing, Instant notBefore, Instant notAfter) {
    KeyUsage usage =
        new KeyUsage(
            sealing
                ? KeyUsage.keyEncipherment | KeyUsage.dataEncipherment
                : KeyUsage.digitalSignature);
    return issue(subject(commonName), key, usage, false, names(hosts), notBefore, notAfter);
  }

  /** Issues the certificate of a key for TLS, which names the gateway's hosts. */
  X509CertificateHolder forServer(PublicKey key, Instant notBefore, Instant notAfter) {
    KeyUsage usage = new KeyUsage(KeyUsage.digitalSignature);
    return issue(subject("Sandbox gateway"), key, usage, false, names(hosts), notBefore, notAfter);
  }

  private static String subject(String commonName) {
    return "C=CN, O=Yiwang Sandbox, CN=" + commonName;
  }

  /** Returns the chain, leaf first, as {@code /keys} lists it. */
  List<String> chain(X509CertificateHolder leaf) {
    Base64.Encoder base64 = Base64.getEncoder();
    return List.of(base64.encodeToString(der(leaf)), base64.encodeToString(der(root())));
  }

  static byte[] der(X509CertificateHolder certificate) {
    try {
      return certificate.getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("a certificate can always be encoded", e);
    }
  }

  private X509CertificateHolder issue(
      String subject,
      PublicKey key,
      KeyUsage usage,
      boolean ca,
      @Nullable GeneralNames named,
      Instant start,
      Instant end) {
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              new X500Name(name),
              BigInteger.valueOf(serial.incrementAndGet()),
              Date.from(start),
              Date.from(end),
              new X500Name(subject),
              SubjectPublicKeyInfo.getInstance(key.getEncoded()));
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(ca))
          .addExtension(Extension.keyUsage, true, usage)
          .addExtension(
              Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              extensions.createAuthorityKeyIdentifier(pair.get().getPublic()));
      if (named != null) {
        builder.addExtension(Extension.subjectAlternativeName, false, named);
      }
      ContentSigner signer =
          new JcaContentSignerBuilder(algorithm)
              .setProvider(Bc.PROVIDER)
              .build(((Pkcs8) pair.get().getPrivate()).key());
      return builder.build(signer);
    } catch (IOException | OperatorCreationException | java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("cannot certify", e);
    }
  }
}
