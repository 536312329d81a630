package io.yiwang.identity.x509;

import io.yiwang.signing.GatewayKey;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority for tests, whose certificates are valid from 2026 to 2027. */
record TestAuthority(X509Certificate certificate, PrivateKey key, String scheme) {
  static final Provider BC = new BouncyCastleProvider();
  static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant TO = Instant.parse("2027-01-01T00:00:00Z");
  static final Instant DURING = Instant.parse("2026-06-01T00:00:00Z");
  static final String HOST = "gw.example.gov.cn";
  private static final AtomicLong SERIAL = new AtomicLong(1);

  static KeyPair sm2() throws Exception {
    return pair("EC", new ECGenParameterSpec("sm2p256v1"));
  }

  static KeyPair p256() throws Exception {
    return pair("EC", new ECGenParameterSpec("secp256r1"));
  }

  static KeyPair pair(String algorithm, AlgorithmParameterSpec parameters) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, BC);
    generator.initialize(parameters);
    return generator.generateKeyPair();
  }

  /** Returns a self-signed root. */
  static TestAuthority root(String name, KeyPair pair, String scheme) throws Exception {
    X509Certificate certificate =
        certify(
            name, name, pair.getPublic(), pair.getPrivate(), scheme, true, KeyUsage.keyCertSign);
    return new TestAuthority(certificate, pair.getPrivate(), scheme);
  }

  static TestAuthority sm2Root(String name) throws Exception {
    return root(name, sm2(), "SM3withSM2");
  }

  TestAuthority under(String name, KeyPair pair, boolean authority) throws Exception {
    return new TestAuthority(
        certify(
            name,
            certificate.getSubjectX500Principal().getName(),
            pair.getPublic(),
            key,
            scheme,
            authority,
            authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature),
        pair.getPrivate(),
        "SM3withSM2");
  }

  /** Issues a leaf certificate with the name {@link #HOST}. */
  X509Certificate leaf(PublicKey publicKey, int usage) throws Exception {
    return leaf(publicKey, usage, dns(HOST));
  }

  X509Certificate leaf(PublicKey publicKey, int usage, GeneralName... names) throws Exception {
    return certify(
        "CN=gateway",
        certificate.getSubjectX500Principal().getName(),
        publicKey,
        key,
        scheme,
        false,
        usage,
        names);
  }

  /** Issues a leaf certificate with other names than {@link #HOST}, or with none. */
  X509Certificate named(GeneralName... names) throws Exception {
    return leaf(sm2().getPublic(), KeyUsage.digitalSignature, names);
  }

  static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }

  private static X509Certificate certify(
      String subject,
      String issuer,
      PublicKey publicKey,
      PrivateKey issuerKey,
      String scheme,
      boolean authority,
      int usage,
      GeneralName... names)
      throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer),
            BigInteger.valueOf(SERIAL.getAndIncrement()),
            Date.from(FROM),
            Date.from(TO),
            new X500Name(subject),
            publicKey);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
    if (names.length > 0) {
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    return new JcaX509CertificateConverter()
        .setProvider(BC)
        .getCertificate(
            builder.build(new JcaContentSignerBuilder(scheme).setProvider(BC).build(issuerKey)));
  }

  static GatewayKey offer(String alg, X509Certificate... chain) throws Exception {
    List<String> encoded = new ArrayList<>();
    for (X509Certificate certificate : chain) {
      encoded.add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
    }
    return new GatewayKey(
        "gw-1", alg, "sign", FROM.atOffset(ZoneOffset.UTC), TO.atOffset(ZoneOffset.UTC), encoded);
  }
}
