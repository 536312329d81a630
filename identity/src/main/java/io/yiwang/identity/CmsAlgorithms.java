package io.yiwang.identity;

import io.yiwang.identity.sm.SmKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
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
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DefaultSignatureNameFinder;

/** The digests and signatures that are taken in CMS; three OIDs stand for SM2 in the wild. */
final class CmsAlgorithms {
  // A private instance: registering the provider would change crypto for the whole JVM.
  static final Provider BC = new BouncyCastleProvider();

  private static final ASN1ObjectIdentifier SM2 = new ASN1ObjectIdentifier("1.2.156.10197.1.301");
  private static final Set<ASN1ObjectIdentifier> SM2_WITH_SM3 =
      Set.of(GMObjectIdentifiers.sm2sign_with_sm3, SM2, SM2.branch("1"));
  private static final int SMALLEST_RSA_BITS = 2048;

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
      case "1.2.156.10197.1.401" -> "SM3";
      case "2.16.840.1.101.3.4.2.1" -> "SHA-256";
      case "2.16.840.1.101.3.4.2.2" -> "SHA-384";
      case "2.16.840.1.101.3.4.2.3" -> "SHA-512";
      default -> throw new SignatureException("a digest that is not taken: " + oid);
    };
  }

  static byte[] digest(String name, InputStream content) throws IOException {
    MessageDigest digest = newDigest(name);
    byte[] piece = new byte[64 << 10];
    for (int length = content.read(piece); length >= 0; length = content.read(piece)) {
      digest.update(piece, 0, length);
    }
    return digest.digest();
  }

  static byte[] digest(String name, byte[] content) {
    return newDigest(name).digest(content);
  }

  private static MessageDigest newDigest(String name) {
    try {
      return MessageDigest.getInstance(name, BC);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Bouncy Castle has " + name, e);
    }
  }

  /** An engine for that algorithm, ready to be given the message, where the key fits it. */
  static Signature verifier(AlgorithmIdentifier algorithm, String digest, PublicKey key)
      throws GeneralSecurityException, IOException {
    if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < SMALLEST_RSA_BITS) {
      throw new SignatureException("an RSA key of less than " + SMALLEST_RSA_BITS + " bits");
    }
    Signature engine = engine(algorithm, digest, key);
    engine.initVerify(key);
    return engine;
  }

  private static Signature engine(AlgorithmIdentifier algorithm, String digest, PublicKey key)
      throws GeneralSecurityException, IOException {
    ASN1ObjectIdentifier oid = algorithm.getAlgorithm();
    if (SM2_WITH_SM3.contains(oid)) {
      requireSm2(key);
      // These OIDs sign with SM3, whatever the document's own digest is.
      return Signature.getInstance("SM3withSM2", BC);
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
    String name;
    if (oid.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      name = digest.replace("-", "") + "WITHRSA";
    } else if (oid.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      name = digest.replace("-", "") + "WITHECDSA";
    } else {
      name = new DefaultSignatureNameFinder().getAlgorithmName(algorithm);
    }
    if (!name.equals(digest.replace("-", "") + "WITHRSA")
        && !name.equals(digest.replace("-", "") + "WITHECDSA")) {
      throw new SignatureException("a signature algorithm that is not taken: " + oid);
    }
    return Signature.getInstance(name, BC);
  }

  private static void requireSm2(PublicKey key) throws SignatureException {
    try {
      SmKeys.publicKey(key.getEncoded());
    } catch (InvalidKeyException e) {
      throw new SignatureException("SM2 goes with an SM2 key");
    }
  }
}
