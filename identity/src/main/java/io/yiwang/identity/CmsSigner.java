package io.yiwang.identity;

import io.yiwang.identity.x509.CertificateBounds;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * Represents one signer of a CMS SignedData. Its signature covers its signed attributes, which hold
 * the content's digest; a signer without signed attributes has signed the content itself.
 *
 * @see "RFC 5652 section 5.3; GB/T 35275-2017 section 8; RFC 5035"
 */
final class CmsSigner {
  private static final ASN1ObjectIdentifier GB_DATA =
      new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.1");

  private final SignerInfo info;
  private final ASN1ObjectIdentifier contentType;
  private final @Nullable CmsAttributes signed;

  CmsSigner(SignerInfo info, ASN1ObjectIdentifier contentType) {
    this.info = info;
    this.contentType = contentType;
    signed =
        info.getAuthenticatedAttributes() == null
            ? null
            : new CmsAttributes(info.getAuthenticatedAttributes());
  }

  /** Returns whether the signature covers attributes, and not the content itself. */
  boolean hasAttributes() {
    return signed != null;
  }

  /** Returns the certificate that the signer names, or null if it is not among these. */
  @Nullable X509Certificate certificate(List<X509Certificate> certificates) throws IOException {
    ASN1Encodable id = info.getSID().getId();
    for (X509Certificate each : certificates) {
      X509CertificateHolder holder = holder(each);
      if (id instanceof ASN1OctetString keyId) {
        Extension extension = holder.getExtension(Extension.subjectKeyIdentifier);
        if (extension != null
            && Arrays.equals(
                ASN1OctetString.getInstance(extension.getParsedValue()).getOctets(),
                keyId.getOctets())) {
          return each;
        }
      } else {
        IssuerAndSerialNumber named = IssuerAndSerialNumber.getInstance(id);
        if (named.getName().equals(holder.getIssuer())
            && named.getSerialNumber().hasValue(holder.getSerialNumber())) {
          return each;
        }
      }
    }
    return null;
  }

  private static X509CertificateHolder holder(X509Certificate certificate) throws IOException {
    try {
      return new X509CertificateHolder(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException("a certificate that was read can be written", e);
    }
  }

  /** Returns the name of the document's digest: SM3, SHA-256, SHA-384 or SHA-512. */
  String digestName() throws SignatureException {
    return CmsAlgorithms.digestName(info.getDigestAlgorithm().getAlgorithm());
  }

  /** Returns the digest of the content that was signed. */
  byte[] messageDigest() throws SignatureException {
    byte[] digest = octets(CMSAttributes.messageDigest);
    if (digest == null) {
      throw new SignatureException("the signed attributes have no message digest");
    }
    return digest;
  }

  /** Returns the octets of a signed attribute; null where it is absent. */
  byte @Nullable [] octets(ASN1ObjectIdentifier type) throws SignatureException {
    return signed == null ? null : signed.octets(type);
  }

  private @Nullable ASN1Encodable value(ASN1ObjectIdentifier type) throws SignatureException {
    return signed == null ? null : signed.value(type);
  }

  /** Returns the time that the signer claims. */
  @Nullable Instant signingTime() throws SignatureException {
    ASN1Encodable value = value(CMSAttributes.signingTime);
    try {
      return value == null ? null : Time.getInstance(value).getDate().toInstant();
    } catch (RuntimeException e) {
      throw new SignatureException("the signing time cannot be read");
    }
  }

  /** Returns the values of the time stamp attribute, which is not signed: anybody can add some. */
  List<ASN1Encodable> timestamps() {
    return info.getUnauthenticatedAttributes() == null
        ? List.of()
        : new CmsAttributes(info.getUnauthenticatedAttributes())
            .all(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken);
  }

  byte[] signature() {
    return info.getEncryptedDigest().getOctets();
  }

  /**
   * Returns whether the signed attributes name this certificate; null where they name none in a
   * form that can be read.
   */
  @Nullable Boolean names(X509Certificate certificate) throws SignatureException {
    ASN1Encodable second = value(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
    ASN1Encodable first = value(PKCSObjectIdentifiers.id_aa_signingCertificate);
    try {
      byte[] der = certificate.getEncoded();
      if (second != null) {
        ESSCertIDv2 id = SigningCertificateV2.getInstance(second).getCerts()[0];
        String name = CmsAlgorithms.digestName(id.getHashAlgorithm().getAlgorithm());
        return MessageDigest.isEqual(CmsAlgorithms.digest(name, der), id.getCertHash());
      }
      // Older time stamp authorities write this. SHA-1 is enough: the chain must hold in any case.
      if (first != null) {
        ESSCertID id = SigningCertificate.getInstance(first).getCerts()[0];
        return MessageDigest.isEqual(CmsAlgorithms.digest("SHA-1", der), id.getCertHash());
      }
      return null;
    } catch (GeneralSecurityException | RuntimeException e) {
      return null;
    }
  }

  /**
   * Returns normally only when this certificate's key has signed the attributes, and the content
   * type in them is the content's.
   */
  void verify(X509Certificate certificate) throws SignatureException {
    ASN1Encodable type = value(CMSAttributes.contentType);
    if (!(type instanceof ASN1ObjectIdentifier named) || !sameType(named)) {
      throw new SignatureException("the signed content type is not the content's");
    }
    Signature engine = engine(certificate);
    try {
      engine.update(info.getAuthenticatedAttributes().getEncoded(ASN1Encoding.DER));
    } catch (IOException | RuntimeException e) {
      throw new SignatureException("the signed attributes cannot be read");
    }
    verify(engine);
  }

  /**
   * Returns whether the types are the same. Chinese tools mix the two OIDs of "data", that of GB/T
   * 35275 and that of PKCS#7.
   */
  private boolean sameType(ASN1ObjectIdentifier named) {
    return contentType.equals(named) || (isData(contentType) && isData(named));
  }

  /**
   * Returns an engine that takes the content, for a signature without signed attributes.
   *
   * @throws UnsupportedAlgorithmException if that would need the whole content in memory
   */
  Signature contentEngine(X509Certificate certificate) throws SignatureException {
    if (info.getDigestEncryptionAlgorithm()
        .getAlgorithm()
        .equals(EdECObjectIdentifiers.id_Ed25519)) {
      throw new UnsupportedAlgorithmException("Ed25519 without signed attributes");
    }
    return engine(certificate);
  }

  private Signature engine(X509Certificate certificate) throws SignatureException {
    if (!CertificateBounds.contains(certificate)) {
      throw new SignatureException("the certificate or its key is larger than any in use");
    }
    try {
      return CmsAlgorithms.verifier(info.getDigestEncryptionAlgorithm(), digestName(), certificate);
    } catch (SignatureException e) {
      throw e;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new SignatureException("the signature cannot be checked under the certificate's key");
    }
  }

  /** Returns normally only when the signature holds for what the engine was given. */
  void verify(Signature engine) throws SignatureException {
    boolean holds;
    try {
      holds = engine.verify(CmsAlgorithms.inDer(engine, signature()));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new SignatureException("the signature cannot be checked under the certificate's key");
    }
    if (!holds) {
      throw new SignatureException("the signature does not verify");
    }
  }

  /** Returns this signer with {@code token} as the only time stamp over its signature. */
  SignerInfo withTimestamp(byte[] token) {
    return new SignerInfo(
        info.getSID(),
        info.getDigestAlgorithm(),
        info.getAuthenticatedAttributes(),
        info.getDigestEncryptionAlgorithm(),
        info.getEncryptedDigest(),
        new DERSet(
            new Attribute(
                PKCSObjectIdentifiers.id_aa_signatureTimeStampToken,
                new DERSet(ContentInfo.getInstance(token)))));
  }

  /** Returns whether a content type is plain data, by the OID of GB/T 35275 or of PKCS#7. */
  static boolean isData(ASN1ObjectIdentifier type) {
    return type.equals(CMSObjectIdentifiers.data) || type.equals(GB_DATA);
  }
}
