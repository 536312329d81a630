package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.signing.EcdsaP256Signer;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.RsaPairs;
import io.yiwang.signing.RsaPssSigner;
import io.yiwang.signing.RsaSigner;
import io.yiwang.signing.Signer;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/**
 * Issues certificates, revocation lists, OCSP responses and time stamps with Bouncy Castle's
 * builders, which are independent of the code under test. Certificates are valid from 2026 to 2028.
 */
public final class TestPki {
  static final Provider BC = new BouncyCastleProvider();
  public static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  public static final Instant TO = Instant.parse("2028-01-01T00:00:00Z");
  public static final Instant SIGNED = Instant.parse("2026-06-01T00:00:00Z");
  private static final AtomicLong SERIAL = new AtomicLong(1000);

  /** A key pair with its certificate. */
  public record Holder(X509Certificate certificate, PrivateKey key, String scheme) {
    public Signer signer() throws Exception {
      PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(key.getEncoded());
      return switch (scheme) {
        case "SM3withSM2" -> new Sm2Signer("doc-1", SmKeys.privateKey(key.getEncoded()));
        case "SHA256withECDSA" ->
            new EcdsaP256Signer("doc-1", KeyFactory.getInstance("EC").generatePrivate(spec));
        case "SHA256withRSA" ->
            new RsaSigner("doc-1", KeyFactory.getInstance("RSA").generatePrivate(spec));
        default ->
            new Ed25519Signer("doc-1", KeyFactory.getInstance("Ed25519").generatePrivate(spec));
      };
    }

    Signer pssSigner() throws Exception {
      return new RsaPssSigner(
          "doc-1",
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded())));
    }
  }

  /** Adds to a certificate more than a key and a name. */
  public interface Shape {
    void of(JcaX509v3CertificateBuilder builder) throws CertIOException;
  }

  public static final Shape AUTHORITY = authority(null);
  public static final Shape CITIZEN =
      builder -> {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(
            Extension.keyUsage,
            true,
            new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
      };
  public static final Shape STAMPS =
      builder -> {
        CITIZEN.of(builder);
        builder.addExtension(
            Extension.extendedKeyUsage,
            true,
            new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
      };

  public static final Shape RESPONDER =
      builder -> {
        CITIZEN.of(builder);
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning));
      };

  private TestPki() {}

  public static Shape authority(Integer pathLength) {
    return builder -> {
      builder.addExtension(
          Extension.basicConstraints,
          true,
          pathLength == null ? new BasicConstraints(true) : new BasicConstraints(pathLength));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    };
  }

  static KeyPair pair(String scheme) throws Exception {
    if (scheme.endsWith("RSA")) {
      return RsaPairs.next();
    }
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(scheme.equals("Ed25519") ? "Ed25519" : "EC", BC);
    if (!scheme.equals("Ed25519")) {
      generator.initialize(
          new ECGenParameterSpec(scheme.equals("SM3withSM2") ? "sm2p256v1" : "secp256r1"));
    }
    return generator.generateKeyPair();
  }

  /** Issues a root certificate. */
  public static Holder root(String scheme) throws Exception {
    return issue(null, "CN=Root " + SERIAL.get(), scheme, AUTHORITY, FROM, TO);
  }

  /** Adds the addresses of OCSP responders to what a citizen's certificate has. */
  public static Shape asking(String... addresses) {
    return builder -> {
      CITIZEN.of(builder);
      AccessDescription[] all = new AccessDescription[addresses.length];
      for (int i = 0; i < all.length; i++) {
        all[i] =
            new AccessDescription(
                AccessDescription.id_ad_ocsp,
                new GeneralName(GeneralName.uniformResourceIdentifier, addresses[i]));
      }
      builder.addExtension(
          Extension.authorityInfoAccess, false, new AuthorityInformationAccess(all));
    };
  }

  /** Issues a certificate under an authority. */
  public static Holder under(Holder issuer, String name, String scheme, Shape shape)
      throws Exception {
    return issue(issuer, name, scheme, shape, FROM, TO);
  }

  public static Holder issue(
      Holder issuer, String name, String scheme, Shape shape, Instant from, Instant to)
      throws Exception {
    KeyPair pair = pair(scheme);
    X500Name issuerName = issuer == null ? new X500Name(name) : name(issuer);
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuerName,
            BigInteger.valueOf(SERIAL.incrementAndGet()),
            Date.from(from),
            Date.from(to),
            new X500Name(name),
            pair.getPublic());
    shape.of(builder);
    String by = issuer == null ? scheme : issuer.scheme();
    PrivateKey key = issuer == null ? pair.getPrivate() : issuer.key();
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .setProvider(BC)
            .getCertificate(
                builder.build(new JcaContentSignerBuilder(by).setProvider(BC).build(key)));
    return new Holder(certificate, pair.getPrivate(), scheme);
  }

  private static X500Name name(Holder holder) {
    // A text would have the parts in the opposite order.
    return X500Name.getInstance(holder.certificate().getSubjectX500Principal().getEncoded());
  }

  /** Issues a revocation list that is valid for 30 days. */
  public static byte[] crl(Holder issuer, Instant at, X509Certificate revoked, Instant since)
      throws Exception {
    X509v2CRLBuilder builder = new X509v2CRLBuilder(name(issuer), Date.from(at));
    builder.setNextUpdate(Date.from(at.plusSeconds(30 * 86_400)));
    if (revoked != null) {
      builder.addCRLEntry(revoked.getSerialNumber(), Date.from(since), CRLReason.keyCompromise);
    }
    return builder
        .build(new JcaContentSignerBuilder(issuer.scheme()).setProvider(BC).build(issuer.key()))
        .getEncoded();
  }

  /** Signs an OCSP response by the authority itself, good or revoked, valid for a week. */
  public static byte[] ocsp(Holder issuer, X509Certificate about, Instant at, Instant revokedSince)
      throws Exception {
    return ocsp(issuer, issuer, about, at, revokedSince);
  }

  /** Signs an OCSP response by a responder about a certificate of the issuer. */
  public static byte[] ocsp(
      Holder responder, Holder issuer, X509Certificate about, Instant at, Instant revokedSince)
      throws Exception {
    DigestCalculatorProvider digests =
        new JcaDigestCalculatorProviderBuilder().setProvider(BC).build();
    CertificateID id =
        new CertificateID(
            digests.get(CertificateID.HASH_SHA1),
            new JcaX509CertificateHolder(issuer.certificate()),
            about.getSerialNumber());
    CertificateStatus status =
        revokedSince == null
            ? CertificateStatus.GOOD
            : new RevokedStatus(Date.from(revokedSince), CRLReason.keyCompromise);
    X509CertificateHolder named = new JcaX509CertificateHolder(responder.certificate());
    BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(named.getSubject()));
    builder.addResponse(id, status, Date.from(at), Date.from(at.plusSeconds(7 * 86_400)), null);
    return new OCSPRespBuilder()
        .build(
            OCSPRespBuilder.SUCCESSFUL,
            builder.build(
                new JcaContentSignerBuilder(responder.scheme())
                    .setProvider(BC)
                    .build(responder.key()),
                responder.equals(issuer) ? null : new X509CertificateHolder[] {named},
                Date.from(at)))
        .getEncoded();
  }

  /** Signs an RFC 3161 token over some bytes. */
  static byte[] timestamp(Holder authority, byte[] stamped, Instant at) throws Exception {
    DigestCalculatorProvider digests =
        new JcaDigestCalculatorProviderBuilder().setProvider(BC).build();
    TimeStampTokenGenerator generator =
        new TimeStampTokenGenerator(
            new JcaSignerInfoGeneratorBuilder(digests)
                .build(
                    new JcaContentSignerBuilder(authority.scheme())
                        .setProvider(BC)
                        .build(authority.key()),
                    authority.certificate()),
            digests.get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
            new ASN1ObjectIdentifier("1.2.3.4"));
    generator.addCertificates(new JcaCertStore(List.of(authority.certificate())));
    TimeStampRequestGenerator requests = new TimeStampRequestGenerator();
    requests.setCertReq(true);
    TimeStampRequest request =
        requests.generate(
            TSPAlgorithms.SHA256,
            MessageDigest.getInstance("SHA-256").digest(stamped),
            BigInteger.ONE);
    return generator.generate(request, BigInteger.TWO, Date.from(at)).getEncoded();
  }

  /**
   * Signs a token like {@link #timestamp}, but with any certificate, which the token may name or
   * not.
   */
  public static byte[] bentTimestamp(Holder authority, byte[] stamped, Instant at, boolean names)
      throws Exception {
    TSTInfo info =
        new TSTInfo(
            new ASN1ObjectIdentifier("1.2.3.4"),
            new MessageImprint(
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256),
                MessageDigest.getInstance("SHA-256").digest(stamped)),
            new ASN1Integer(2L),
            new ASN1GeneralizedTime(Date.from(at)),
            null,
            null,
            null,
            null,
            null);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(authority.certificate().getEncoded());
    Attribute named =
        new Attribute(
            PKCSObjectIdentifiers.id_aa_signingCertificateV2,
            new DERSet(new SigningCertificateV2(new ESSCertIDv2(hash))));
    AttributeTable attributes = new AttributeTable(names ? new DERSet(named) : new DERSet());
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSimpleSignerInfoGeneratorBuilder()
            .setProvider(BC)
            .setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(attributes))
            .build(authority.scheme(), authority.key(), authority.certificate()));
    generator.addCertificates(new JcaCertStore(List.of(authority.certificate())));
    return generator
        .generate(
            new CMSProcessableByteArray(PKCSObjectIdentifiers.id_ct_TSTInfo, info.getEncoded()),
            true)
        .getEncoded();
  }

  public static String pem(X509Certificate certificate) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
            .encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }
}
