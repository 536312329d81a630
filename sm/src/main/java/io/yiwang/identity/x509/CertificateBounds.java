package io.yiwang.identity.x509;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.PolicyMappings;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * Recognises certificates that were made to be expensive to process. Supplied certificates are
 * untrusted: reading an RSA key of 16,384 bits takes seconds, and policies that are mapped to each
 * other on every level grow exponentially.
 */
public final class CertificateBounds {
  private static final int MAX_BYTES = 16 << 10;
  private static final int MAX_RSA_BITS = 4096;
  private static final int MAX_EXPONENT_BITS = 33;
  private static final int MAX_POLICIES = 32;
  private static final int MAX_MAPPINGS = 2;

  private CertificateBounds() {}

  /** Returns whether a certificate has a usual size, and a key of a type and size in use. */
  public static boolean contains(X509Certificate certificate) {
    try {
      byte[] der = certificate.getEncoded();
      if (der.length > MAX_BYTES) {
        return false;
      }
      X509CertificateHolder holder = new X509CertificateHolder(der);
      return contains(holder.getSubjectPublicKeyInfo()) && contains(holder.getExtensions());
    } catch (CertificateEncodingException | IOException | RuntimeException e) {
      // What cannot be read is not a usual certificate.
      return false;
    }
  }

  private static boolean contains(SubjectPublicKeyInfo key) throws IOException {
    ASN1ObjectIdentifier kind = key.getAlgorithm().getAlgorithm();
    if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)
        || kind.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      // Only the numbers are read, since creating a key from them is expensive.
      RSAPublicKey rsa = RSAPublicKey.getInstance(key.parsePublicKey());
      return rsa.getModulus().bitLength() <= MAX_RSA_BITS
          && rsa.getPublicExponent().bitLength() <= MAX_EXPONENT_BITS;
    }
    if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      // A named curve; one with explicit parameters can be anything.
      return key.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier;
    }
    return LibraryProvider.SM2.contains(kind)
        || kind.equals(EdECObjectIdentifiers.id_Ed25519)
        || kind.equals(EdECObjectIdentifiers.id_Ed448);
  }

  @SuppressWarnings("ReferenceEquality") // Null means absent.
  private static boolean contains(Extensions extensions) {
    if (extensions == null) {
      return true;
    }
    Extension mappings = extensions.getExtension(Extension.policyMappings);
    if (mappings != null
        && org.bouncycastle.asn1.ASN1Sequence.getInstance(
                    PolicyMappings.getInstance(mappings.getParsedValue()).toASN1Primitive())
                .size()
            > MAX_MAPPINGS) {
      return false;
    }
    Extension policies = extensions.getExtension(Extension.certificatePolicies);
    return policies == null
        || CertificatePolicies.getInstance(policies.getParsedValue()).getPolicyInformation().length
            <= MAX_POLICIES;
  }
}
