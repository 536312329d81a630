package io.yiwang.identity.x509;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * Finds the addresses at which a certificate says that its revocation can be queried. Certificates
 * are untrusted, so only those addresses are returned that may be queried at all.
 *
 * @see "RFC 5280 sections 4.2.1.13 and 4.2.2.1"
 */
final class RevocationAddresses {
  private final boolean privateToo;

  /**
   * Creates a finder.
   *
   * @param privateToo whether addresses of this machine and of private networks are allowed
   */
  RevocationAddresses(boolean privateToo) {
    this.privateToo = privateToo;
  }

  /** Returns the addresses of OCSP responders, in the order of the certificate. */
  Set<URI> responders(X509Certificate certificate) {
    List<GeneralName> names = new ArrayList<>();
    byte[] access = extension(certificate, Extension.authorityInfoAccess);
    if (access != null) {
      for (AccessDescription each :
          AuthorityInformationAccess.getInstance(access).getAccessDescriptions()) {
        if (each.getAccessMethod().equals(X509ObjectIdentifiers.id_ad_ocsp)) {
          names.add(each.getAccessLocation());
        }
      }
    }
    return allowed(names);
  }

  /** Returns the addresses of revocation lists, in the order of the certificate. */
  Set<URI> lists(X509Certificate certificate) {
    List<GeneralName> names = new ArrayList<>();
    byte[] points = extension(certificate, Extension.cRLDistributionPoints);
    if (points != null) {
      for (DistributionPoint point : CRLDistPoint.getInstance(points).getDistributionPoints()) {
        DistributionPointName name = point.getDistributionPoint();
        if (name != null && name.getType() == DistributionPointName.FULL_NAME) {
          names.addAll(List.of(GeneralNames.getInstance(name.getName()).getNames()));
        }
      }
    }
    return allowed(names);
  }

  private static byte @Nullable [] extension(X509Certificate certificate, ASN1ObjectIdentifier id) {
    byte[] value = certificate.getExtensionValue(id.getId());
    return value == null ? null : ASN1OctetString.getInstance(value).getOctets();
  }

  private Set<URI> allowed(List<GeneralName> names) {
    Set<URI> addresses = new LinkedHashSet<>();
    for (GeneralName name : names) {
      if (name.getTagNo() == GeneralName.uniformResourceIdentifier) {
        URI address = PublicAddresses.read(name.getName().toString(), privateToo);
        if (address != null) {
          addresses.add(address);
        }
      }
    }
    return addresses;
  }
}
