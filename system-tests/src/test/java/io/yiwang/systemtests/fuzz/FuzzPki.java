package io.yiwang.systemtests.fuzz;

import io.yiwang.identity.sm.Sm2PrivateKey;
import io.yiwang.identity.sm.SmKeys;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Holds an authority and a citizen whose keys are always the same, so that signatures in kept
 * inputs stay valid.
 */
final class FuzzPki {
  static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Provider BC = new BouncyCastleProvider();
  private static final Date FROM = Date.from(Instant.parse("2026-01-01T00:00:00Z"));
  private static final Date TO = Date.from(Instant.parse("2028-01-01T00:00:00Z"));
  private static final X500Name ROOT_NAME = new X500Name("CN=Root");

  static final X509Certificate ROOT;
  static final X509Certificate CITIZEN;

  /** The certificate for {@link #HOST}, of the citizen's key, so that there is only one key. */
  static final X509Certificate GATEWAY;

  static final String HOST = "gw.example.gov.cn";

  static {
    try {
      ROOT = certificate("CN=Root", 1, key(1), true, null);
      CITIZEN = certificate("CN=Li", 2, key(), false, null);
      GATEWAY = certificate("CN=Gateway", 3, key(), false, HOST);
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  private FuzzPki() {}

  /** Returns the citizen's key. */
  static Sm2PrivateKey key() throws InvalidKeyException {
    return key(2);
  }

  private static Sm2PrivateKey key(int filled) throws InvalidKeyException {
    byte[] number = new byte[32];
    Arrays.fill(number, (byte) filled);
    return SmKeys.rawPrivateKey(number);
  }

  private static byte[] der(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }

  static byte[] pkcs8(Sm2PrivateKey key) {
    return der(SmKeys.pkcs8Pem(key));
  }

  static PrivateKey jca(Sm2PrivateKey key) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC", BC).generatePrivate(new PKCS8EncodedKeySpec(pkcs8(key)));
  }

  private static ContentSigner root() throws GeneralSecurityException, OperatorCreationException {
    return new JcaContentSignerBuilder("SM3withSM2").setProvider(BC).build(jca(key(1)));
  }

  private static X509Certificate certificate(
      String name, int serial, Sm2PrivateKey key, boolean authority, @Nullable String host)
      throws GeneralSecurityException, OperatorCreationException, CertIOException {
    PublicKey publicKey =
        KeyFactory.getInstance("EC", BC)
            .generatePublic(new X509EncodedKeySpec(der(SmKeys.spkiPem(key.publicKey()))));
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            ROOT_NAME, BigInteger.valueOf(serial), FROM, TO, new X500Name(name), publicKey);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(
            authority
                ? KeyUsage.keyCertSign | KeyUsage.cRLSign
                : KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
    if (host != null) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
    }
    return new JcaX509CertificateConverter().setProvider(BC).getCertificate(builder.build(root()));
  }

  /** Returns a revocation list, with the citizen's certificate or without. */
  static byte[] crl(boolean revoked) throws Exception {
    X509v2CRLBuilder builder = new X509v2CRLBuilder(ROOT_NAME, Date.from(NOW));
    builder.setNextUpdate(Date.from(NOW.plusSeconds(86_400)));
    if (revoked) {
      builder.addCRLEntry(CITIZEN.getSerialNumber(), Date.from(NOW), CRLReason.keyCompromise);
    }
    return builder.build(root()).getEncoded();
  }

  /** Returns an OCSP response about the citizen's certificate. */
  static byte[] ocsp(boolean revoked) throws Exception {
    DigestCalculatorProvider digests =
        new JcaDigestCalculatorProviderBuilder().setProvider(BC).build();
    CertificateID id =
        new CertificateID(
            digests.get(CertificateID.HASH_SHA1),
            new JcaX509CertificateHolder(ROOT),
            CITIZEN.getSerialNumber());
    BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(ROOT_NAME));
    builder.addResponse(
        id,
        revoked
            ? new RevokedStatus(Date.from(NOW), CRLReason.keyCompromise)
            : CertificateStatus.GOOD,
        Date.from(NOW),
        Date.from(NOW.plusSeconds(86_400)),
        null);
    return new OCSPRespBuilder()
        .build(OCSPRespBuilder.SUCCESSFUL, builder.build(root(), null, Date.from(NOW)))
        .getEncoded();
  }
}
