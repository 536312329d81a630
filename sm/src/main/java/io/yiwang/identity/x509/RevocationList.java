package io.yiwang.identity.x509;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CRLReason;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.jspecify.annotations.Nullable;

/**
 * A list of revoked certificates, whose signature is not verified when it is read.
 *
 * @see "RFC 5280 sections 5 and 6.3"
 */
final class RevocationList {
  private static final int CRL_SIGN = 6;

  private final X509CRL crl;
  private final String scope;
  private final boolean isIndirect;
  private final boolean isDelta;

  private RevocationList(X509CRL crl) {
    this.crl = crl;
    byte[] point = crl.getExtensionValue(Extension.issuingDistributionPoint.getId());
    scope = point == null ? "" : HexFormat.of().formatHex(point);
    isIndirect =
        point != null
            && IssuingDistributionPoint.getInstance(ASN1OctetString.getInstance(point).getOctets())
                .isIndirectCRL();
    isDelta = crl.getExtensionValue(Extension.deltaCRLIndicator.getId()) != null;
  }

  /** Reads a list; null if it is not one. */
  static @Nullable RevocationList read(byte[] der, Provider provider) {
    try {
      if (CertificateFactory.getInstance("X.509", provider)
              .generateCRL(new ByteArrayInputStream(der))
          instanceof X509CRL list) {
        // Entries are parsed when they are examined. No certificate has this number, so all of them
        // are.
        list.getRevokedCertificate(BigInteger.ONE.negate());
        return new RevocationList(list);
      }
      return null;
    } catch (GeneralSecurityException | RuntimeException e) {
      // What cannot be read says nothing.
      return null;
    }
  }

  X509CRL crl() {
    return crl;
  }

  X500Principal issuer() {
    return crl.getIssuerX500Principal();
  }

  Instant made() {
    return crl.getThisUpdate().toInstant();
  }

  /**
   * Returns the certificates and reasons that the list covers, in an opaque form; empty if it
   * covers all.
   */
  String scope() {
    return scope;
  }

  /** Returns whether the list has only changes since another list. */
  boolean isDelta() {
    return isDelta;
  }

  /**
   * Returns whether the list may make statements about a certificate: it is signed by the
   * certificate's issuer, or by an authority that the certificate names as the issuer of its lists.
   *
   * @param authorities the certificates above it in its chain, its issuer first
   * @param signers supplied certificates of issuers of indirect CRLs
   */
  boolean isAbout(
      X509Certificate certificate,
      List<X509Certificate> authorities,
      Collection<X509Certificate> signers,
      Provider provider) {
    if (isSignedBy(authorities.get(0), provider)) {
      return true;
    }
    return isIndirect
        && listIssuers(certificate).contains(issuer())
        && listSigners(authorities, signers, provider).stream()
            .anyMatch(signer -> isSignedBy(signer, provider));
  }

  private boolean isSignedBy(X509Certificate signer, Provider provider) {
    if (!issuer().equals(signer.getSubjectX500Principal())) {
      return false;
    }
    try {
      crl.verify(signer.getPublicKey(), provider);
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  /**
   * Returns who may sign indirect CRLs: the authorities of the chain, and those that they have
   * certified for it.
   */
  private static List<X509Certificate> listSigners(
      List<X509Certificate> authorities, Collection<X509Certificate> signers, Provider provider) {
    List<X509Certificate> trusted = new ArrayList<>(authorities);
    for (X509Certificate signer : signers) {
      boolean[] usage = signer.getKeyUsage();
      if (usage != null && usage[CRL_SIGN] && CertificateBounds.contains(signer)) {
        for (X509Certificate authority : authorities) {
          if (isCertified(signer, authority, provider)) {
            trusted.add(signer);
          }
        }
      }
    }
    return trusted;
  }

  private static boolean isCertified(
      X509Certificate signer, X509Certificate authority, Provider provider) {
    if (!signer.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
      return false;
    }
    try {
      signer.verify(authority.getPublicKey(), provider);
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  /** Returns the issuers of lists that a certificate names, if they are not its own issuer. */
  static Set<X500Principal> listIssuers(X509Certificate certificate) {
    Set<X500Principal> names = new LinkedHashSet<>();
    byte[] points = certificate.getExtensionValue(Extension.cRLDistributionPoints.getId());
    if (points == null) {
      return names;
    }
    try {
      CRLDistPoint parsed =
          CRLDistPoint.getInstance(ASN1OctetString.getInstance(points).getOctets());
      for (DistributionPoint point : parsed.getDistributionPoints()) {
        GeneralNames issuer = point.getCRLIssuer();
        for (GeneralName name : issuer == null ? new GeneralName[0] : issuer.getNames()) {
          if (name.getTagNo() == GeneralName.directoryName) {
            names.add(new X500Principal(name.getName().toASN1Primitive().getEncoded()));
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      // What cannot be read does not name anybody.
      names.clear();
    }
    return names;
  }

  /** Returns the entry of a certificate; null if the list has none. */
  @Nullable X509CRLEntry entry(X509Certificate certificate) {
    if (!isIndirect) {
      X509CRLEntry entry = crl.getRevokedCertificate(certificate.getSerialNumber());
      return entry != null && isOf(entry, certificate) ? entry : null;
    }
    // Several entries with the same number belong to different issuers.
    Set<? extends X509CRLEntry> entries = crl.getRevokedCertificates();
    if (entries != null) {
      for (X509CRLEntry entry : entries) {
        if (entry.getSerialNumber().equals(certificate.getSerialNumber())
            && isOf(entry, certificate)) {
          return entry;
        }
      }
    }
    return null;
  }

  private boolean isOf(X509CRLEntry entry, X509Certificate certificate) {
    X500Principal named = entry.getCertificateIssuer();
    return certificate.getIssuerX500Principal().equals(named == null ? issuer() : named);
  }

  /** Returns what the list says about a certificate; null if it says nothing. */
  @Nullable Statement about(X509Certificate certificate) {
    X509CRLEntry entry = entry(certificate);
    if (entry == null) {
      return isDelta ? null : Statement.good(made(), scope);
    }
    CRLReason reason = entry.getRevocationReason();
    if (reason == CRLReason.REMOVE_FROM_CRL) {
      return Statement.good(made(), scope);
    }
    return Statement.revoked(made(), scope, since(entry), reason == CRLReason.CERTIFICATE_HOLD);
  }

  /** Returns since when the certificate is revoked: the invalidity date, if that is earlier. */
  private static Instant since(X509CRLEntry entry) {
    Instant revoked = entry.getRevocationDate().toInstant();
    byte[] extension = entry.getExtensionValue(Extension.invalidityDate.getId());
    if (extension == null) {
      return revoked;
    }
    try {
      Instant invalid =
          ASN1GeneralizedTime.getInstance(ASN1OctetString.getInstance(extension).getOctets())
              .getDate()
              .toInstant();
      return invalid.isBefore(revoked) ? invalid : revoked;
    } catch (ParseException | RuntimeException e) {
      return revoked;
    }
  }
}
