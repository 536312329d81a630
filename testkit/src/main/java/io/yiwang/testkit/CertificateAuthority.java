package io.yiwang.testkit;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certifies the sandbox's keys (RFC 5280): one root, SM2-with-SM3 or ECDSA with SHA-256. */
final class CertificateAuthority {
  private static final Duration LIFE = Duration.ofDays(3650);

  private final AtomicLong serial = new AtomicLong(System.nanoTime());
  private final String name;
  private final KeyPair pair;
  private final String algorithm;
  private final Instant from;
  private final X509CertificateHolder root;

  CertificateAuthority(String name, boolean sm2, Instant now) {
    this.name = "C=CN, O=Yiwang Sandbox, CN=" + name;
    pair = KeyPool.pair(sm2 ? SandboxScheme.SM2 : SandboxScheme.ECDSA_P256, name);
    algorithm = sm2 ? "SM3WITHSM2" : "SHA256withECDSA";
    from = now.minus(Duration.ofDays(365));
    root =
        issue(
            this.name,
            pair.getPublic(),
            new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign),
            true,
            from,
            from.plus(LIFE));
  }

  /** The trust anchor. */
  X509CertificateHolder root() {
    return root;
  }

  String rootPem() {
    return Pem.of("CERTIFICATE", der(root));
  }

  X509CertificateHolder forSigning(
      String commonName, PublicKey key, Instant notBefore, Instant notAfter) {
    KeyUsage usage = new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation);
    return issue(subject(commonName), key, usage, false, notBefore, notAfter);
  }

  X509CertificateHolder forSealing(
      String commonName, PublicKey key, Instant notBefore, Instant notAfter) {
    KeyUsage usage = new KeyUsage(KeyUsage.keyEncipherment | KeyUsage.dataEncipherment);
    return issue(subject(commonName), key, usage, false, notBefore, notAfter);
  }

  private static String subject(String commonName) {
    return "C=CN, O=Yiwang Sandbox, CN=" + commonName;
  }

  /** Leaf first, as {@code /keys} lists it. */
  List<String> chain(X509CertificateHolder leaf) {
    Base64.Encoder base64 = Base64.getEncoder();
    return List.of(base64.encodeToString(der(leaf)), base64.encodeToString(der(root)));
  }

  static byte[] der(X509CertificateHolder certificate) {
    try {
      return certificate.getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("a certificate can always be encoded", e);
    }
  }

  private X509CertificateHolder issue(
      String subject, PublicKey key, KeyUsage usage, boolean ca, Instant start, Instant end) {
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
              extensions.createAuthorityKeyIdentifier(pair.getPublic()));
      ContentSigner signer =
          new JcaContentSignerBuilder(algorithm)
              .setProvider(Bc.PROVIDER)
              .build(((Pkcs8) pair.getPrivate()).key());
      return builder.build(signer);
    } catch (IOException | OperatorCreationException | java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("cannot certify", e);
    }
  }
}
