package io.yiwang.identity;

import io.yiwang.identity.sm.SmKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DefaultSignatureNameFinder;

/** Maps OIDs to the digests and signatures that are accepted in CMS; several OIDs mean SM2. */
final class CmsAlgorithms {
  // A private instance: registering the provider would change crypto for the whole JVM.
  static final Provider BC = new BouncyCastleProvider();

  private static final ASN1ObjectIdentifier SM2 = new ASN1ObjectIdentifier("1.2.156.10197.1.301");
  private static final Set<ASN1ObjectIdentifier> SM2_WITH_SM3 =
      Set.of(GMObjectIdentifiers.sm2sign_with_sm3, SM2, SM2.branch("1"), SM2.branch("3"));
  private static final int MIN_RSA_BITS = 2048;
  private static final String SM3_WITH_SM2 = "SM3withSM2";
  private static final int RAW_SM2_BYTES = 64;
  private static final byte DER_SEQUENCE = 0x30;

  private CmsAlgorithms() {}

  static X509Certificate certificate(byte[] der) throws CertificateException {
    Certificate read =
        CertificateFactory.getInstance("X.509", BC)
            .generateCertificate(new ByteArrayInputStream(der));
    if (read instanceof X509Certificate certificate) {
      return certificate;
    }
    throw new CertificateException("not an X.509 certificate, of " + der.length + " bytes");
  }

  static String digestName(ASN1ObjectIdentifier oid) throws SignatureException {
    return switch (oid.getId()) {
      // GM/T 0006 calls the second "SM3 without a key".
      case "1.2.156.10197.1.401", "1.2.156.10197.1.401.1" -> "SM3";
      case "2.16.840.1.101.3.4.2.1" -> "SHA-256";
      case "2.16.840.1.101.3.4.2.2" -> "SHA-384";
      case "2.16.840.1.101.3.4.2.3" -> "SHA-512";
      default -> throw new UnsupportedAlgorithmException("the digest is not accepted: " + oid);
    };
  }

  static byte[] digest(String name, InputStream content) throws IOException {
    MessageDigest digest = newDigest(name);
    byte[] buffer = new byte[64 << 10];
    for (int length = content.read(buffer); length >= 0; length = content.read(buffer)) {
      digest.update(buffer, 0, length);
    }
    return digest.digest();
  }

  static byte[] digest(String name, byte[] content) {
    return newDigest(name).digest(content);
  }

  static MessageDigest newDigest(String name) {
    try {
      return MessageDigest.getInstance(name, BC);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Bouncy Castle has " + name, e);
    }
  }

  /**
   * Returns an engine that is ready to verify a message by that algorithm.
   *
   * @throws GeneralSecurityException if the certificate's key does not fit the algorithm
   */
  static Signature verifier(
      AlgorithmIdentifier algorithm, String digest, X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    PublicKey key = publicKey(certificate);
    if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
      throw new SignatureException("the RSA key has fewer than " + MIN_RSA_BITS + " bits");
    }
    Signature engine = engine(algorithm, digest, key);
    engine.initVerify(key);
    return engine;
  }

  /**
   * Returns a certificate's key. OpenSSL 3.0 writes the curve's OID where the algorithm belongs;
   * such a key is read too.
   */
  private static PublicKey publicKey(X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    SubjectPublicKeyInfo info =
        new X509CertificateHolder(certificate.getEncoded()).getSubjectPublicKeyInfo();
    if (!info.getAlgorithm().getAlgorithm().equals(SM2)) {
      return certificate.getPublicKey();
    }
    SubjectPublicKeyInfo usual =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SM2),
            info.getPublicKeyData().getOctets());
    return KeyFactory.getInstance("EC", BC)
        .generatePublic(new X509EncodedKeySpec(usual.getEncoded()));
  }

  private static Signature engine(AlgorithmIdentifier algorithm, String digest, PublicKey key)
      throws GeneralSecurityException, IOException {
    ASN1ObjectIdentifier oid = algorithm.getAlgorithm();
    boolean isNamedByKey = oid.equals(X9ObjectIdentifiers.id_ecPublicKey);
    if (SM2_WITH_SM3.contains(oid) || (isNamedByKey && isSm2(key))) {
      if (!isSm2(key)) {
        throw new SignatureException("the signature is SM2, and the certificate's key is not");
      }
      // These OIDs sign with SM3, whatever the document's own digest is.
      return Signature.getInstance(SM3_WITH_SM2, BC);
    }
    if (oid.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      Signature pss = Signature.getInstance(oid.getId(), BC);
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("PSS", BC);
      parameters.init(algorithm.getParameters().toASN1Primitive().getEncoded());
      pss.setParameter(parameters.getParameterSpec(PSSParameterSpec.class));
      return pss;
    }
    if (oid.equals(EdECObjectIdentifiers.id_Ed25519)) {
      return Signature.getInstance("Ed25519", BC);
    }
    String hash = digest.replace("-", "");
    String name;
    if (oid.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      name = hash + "WITHRSA";
    } else if (isNamedByKey) {
      name = hash + "WITHECDSA";
    } else {
      name = new DefaultSignatureNameFinder().getAlgorithmName(algorithm);
    }
    if (!name.equals(hash + "WITHRSA") && !name.equals(hash + "WITHECDSA")) {
      throw new UnsupportedAlgorithmException("a signature algorithm that is not accepted: " + oid);
    }
    try {
      return Signature.getInstance(name, BC);
    } catch (NoSuchAlgorithmException e) {
      throw new UnsupportedAlgorithmException("a signature algorithm that is not accepted: " + oid);
    }
  }

  private static boolean isSm2(PublicKey key) {
    try {
      SmKeys.publicKey(key.getEncoded());
      return true;
    } catch (InvalidKeyException e) {
      return false;
    }
  }

  /** Returns a signature in DER; some tools write r and s of SM2 side by side. */
  static byte[] inDer(Signature engine, byte[] signature) throws IOException {
    if (!engine.getAlgorithm().equals(SM3_WITH_SM2)
        || signature.length != RAW_SM2_BYTES
        || (signature[0] == DER_SEQUENCE && signature[1] == RAW_SM2_BYTES - 2)) {
      return signature;
    }
    int half = RAW_SM2_BYTES / 2;
    return new DERSequence(
            new ASN1Encodable[] {
              new ASN1Integer(new BigInteger(1, Arrays.copyOf(signature, half))),
              new ASN1Integer(
                  new BigInteger(1, Arrays.copyOfRange(signature, half, signature.length)))
            })
        .getEncoded();
  }
}
