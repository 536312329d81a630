package io.yiwang.identity.x509;

import io.yiwang.identity.TestPki.Holder;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Random;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates with enormous keys. */
public final class Enormous {
  private Enormous() {}

  /** Returns a certificate of an RSA key whose numbers have these lengths; it is not a real key. */
  public static X509Certificate certificate(Holder issuer, int modulusBits, int exponentBits)
      throws Exception {
    Random random = new Random(1);
    BigInteger modulus = new BigInteger(modulusBits, random).setBit(modulusBits - 1).setBit(0);
    BigInteger exponent = new BigInteger(exponentBits, random).setBit(exponentBits - 1).setBit(0);
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded()),
            BigInteger.TEN,
            Date.from(issuer.certificate().getNotBefore().toInstant()),
            issuer.certificate().getNotAfter(),
            new X500Name("CN=Enormous"),
            new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                new RSAPublicKey(modulus, exponent)));
    byte[] der =
        builder
            .build(
                new JcaContentSignerBuilder(issuer.scheme())
                    .setProvider(new BouncyCastleProvider())
                    .build(issuer.key()))
            .getEncoded();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509", new BouncyCastleProvider())
            .generateCertificate(new ByteArrayInputStream(der));
  }
}
