package io.yiwang.identity.x509;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * Names what a certificate's key is used for, and which key usage and extended key usage that
 * requires.
 *
 * @see "RFC 5280 sections 4.2.1.3 and 4.2.1.12; RFC 3161 section 2.3; RFC 9336"
 */
@SuppressWarnings("ImmutableEnumChecker") // The sets are Set.of.
public enum CertificatePurpose {
  /** The key signs messages of the gateway. */
  MESSAGES(false, Set.of(0), Set.of(Eku.ANY, Eku.SERVER, Eku.CLIENT, Eku.DOCUMENTS, Eku.MAIL)),
  /** The key signs documents. Certificates of Chinese citizens often name client authentication. */
  DOCUMENTS(false, Set.of(0, 1), Set.of(Eku.ANY, Eku.DOCUMENTS, Eku.MAIL, Eku.CLIENT, Eku.OFFICE)),
  /**
   * The key signs time stamps and nothing else: the extended key usage must be present, critical,
   * and the only one.
   */
  TIMESTAMPS(true, Set.of(0, 1), Set.of(Eku.TIME)),
  /** Data is sealed for the key. */
  SEALING(false, Set.of(2, 3, 4), Set.of(Eku.ANY, Eku.SERVER, Eku.CLIENT, Eku.MAIL));

  private static final class Eku {
    static final String ANY = "2.5.29.37.0";
    static final String SERVER = "1.3.6.1.5.5.7.3.1";
    static final String CLIENT = "1.3.6.1.5.5.7.3.2";
    static final String MAIL = "1.3.6.1.5.5.7.3.4";
    static final String TIME = "1.3.6.1.5.5.7.3.8";
    static final String DOCUMENTS = "1.3.6.1.5.5.7.3.36";
    static final String OFFICE = "1.3.6.1.4.1.311.10.3.12";

    private Eku() {}
  }

  static final String EXTENDED_KEY_USAGE = "2.5.29.37";

  private final boolean alone;
  private final Set<Integer> keyUsages;
  private final Set<String> extendedKeyUsages;

  CertificatePurpose(boolean alone, Set<Integer> keyUsages, Set<String> extendedKeyUsages) {
    this.alone = alone;
    this.keyUsages = keyUsages;
    this.extendedKeyUsages = extendedKeyUsages;
  }

  /**
   * Returns normally only if the certificate's key may be used for this purpose.
   *
   * @throws CertificateException if its key usage or extended key usage forbids it
   */
  public void check(X509Certificate certificate) throws CertificateException {
    boolean[] usage = certificate.getKeyUsage();
    if (usage != null && keyUsages.stream().noneMatch(bit -> usage[bit])) {
      throw new CertificateException("the certificate's key usage is not for " + name());
    }
    List<String> extended = certificate.getExtendedKeyUsage();
    if (extended == null ? alone : extended.stream().noneMatch(extendedKeyUsages::contains)) {
      throw new CertificateException("the certificate's extended key usage is not for " + name());
    }
    if (alone
        && (extended.size() != 1
            || !certificate.getCriticalExtensionOIDs().contains(EXTENDED_KEY_USAGE))) {
      throw new CertificateException(
          "the extended key usage for " + name() + " must be the only one");
    }
  }
}
