package io.yiwang.identity.x509;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Lists of revoked certificates.
 *
 * @see "RFC 5280 section 5"
 */
final class RevocationList {
  private RevocationList() {}

  /** Reads a list whoever has signed it; null where it is none. */
  static @Nullable X509CRL read(byte[] der, Provider provider) {
    try {
      if (CertificateFactory.getInstance("X.509", provider)
              .generateCRL(new ByteArrayInputStream(der))
          instanceof X509CRL list) {
        // An entry is parsed when it is looked at. No certificate has this number, so all are.
        list.getRevokedCertificate(BigInteger.ONE.negate());
        return list;
      }
      return null;
    } catch (GeneralSecurityException | RuntimeException e) {
      // What cannot be read says nothing.
      return null;
    }
  }

  /** Whether that issuer has signed the list. */
  static boolean isOf(X509CRL list, X509Certificate issuer, Provider provider) {
    if (!list.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
      return false;
    }
    try {
      list.verify(issuer.getPublicKey(), provider);
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }
}
