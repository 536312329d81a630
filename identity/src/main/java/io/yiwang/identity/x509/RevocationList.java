package io.yiwang.identity.x509;

import java.io.ByteArrayInputStream;
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
      return CertificateFactory.getInstance("X.509", provider)
                  .generateCRL(new ByteArrayInputStream(der))
              instanceof X509CRL read
          ? read
          : null;
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
