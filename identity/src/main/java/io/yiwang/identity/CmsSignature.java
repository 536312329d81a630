package io.yiwang.identity;

import io.yiwang.identity.x509.CertificateBounds;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * One signer's CMS SignedData, read and not yet believed. RFC 5652 and GB/T 35275 have the same
 * structure under other content types.
 *
 * @see "RFC 5652 section 5; GB/T 35275-2017 section 8; RFC 5035"
 */
final class CmsSignature {
  static final ASN1ObjectIdentifier GB_DATA = new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.1");
  static final ASN1ObjectIdentifier GB_SIGNED_DATA =
      new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.2");

  private static final int MAX_CERTIFICATES = 64;
  private static final int MAX_CRLS = 16;

  private final SignedData data;
  private final SignerInfo signer;
  private final CmsAttributes signed;
  private final List<X509Certificate> certificates = new ArrayList<>();
  private final List<byte[]> crls = new ArrayList<>();

  private CmsSignature(SignedData data) throws SignatureException {
    this.data = data;
    if (data.getSignerInfos().size() != 1) {
      throw new SignatureException("one signer is expected, got " + data.getSignerInfos().size());
    }
    signer = SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0));
    if (!names(data.getDigestAlgorithms(), signer.getDigestAlgorithm())) {
      throw new SignatureException("the signer's digest is not among those announced");
    }
    if (signer.getAuthenticatedAttributes() == null) {
      throw new SignatureException("there are no signed attributes");
    }
    signed = new CmsAttributes(signer.getAuthenticatedAttributes());
  }

  /**
   * Reads one.
   *
   * @throws SignatureException if it is not DER or BER of a SignedData with one signer and signed
   *     attributes; the text quotes nothing of it
   */
  static CmsSignature read(byte[] cms) throws SignatureException {
    try {
      ContentInfo info = ContentInfo.getInstance(cms);
      ASN1ObjectIdentifier type = info.getContentType();
      if (!type.equals(CMSObjectIdentifiers.signedData) && !type.equals(GB_SIGNED_DATA)) {
        throw new SignatureException("the content type is not signed data: " + type);
      }
      CmsSignature read = new CmsSignature(SignedData.getInstance(info.getContent()));
      read.readCertificates();
      return read;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      if (e instanceof SignatureException told) {
        throw told;
      }
      // Without the cause: a parser's message may quote what it could not parse.
      throw new SignatureException("not a CMS SignedData, of " + cms.length + " bytes");
    }
  }

  private static boolean names(ASN1Set announced, AlgorithmIdentifier digest) {
    for (ASN1Encodable each : announced) {
      if (AlgorithmIdentifier.getInstance(each).getAlgorithm().equals(digest.getAlgorithm())) {
        return true;
      }
    }
    return false;
  }

  /** What came along is anybody's, and each piece of it costs. */
  private void readCertificates() throws IOException, GeneralSecurityException {
    checkSize(data.getCertificates(), MAX_CERTIFICATES, "certificates");
    checkSize(data.getCRLs(), MAX_CRLS, "revocation lists");
    for (ASN1Encodable each : items(data.getCertificates())) {
      if (!(each instanceof ASN1TaggedObject)) {
        certificates.add(CmsAlgorithms.certificate(each.toASN1Primitive().getEncoded()));
      }
    }
    for (ASN1Encodable each : items(data.getCRLs())) {
      if (!(each instanceof ASN1TaggedObject)) {
        crls.add(each.toASN1Primitive().getEncoded());
      }
    }
  }

  private static void checkSize(@Nullable ASN1Set set, int most, String what)
      throws SignatureException {
    if (set != null && set.size() > most) {
      throw new SignatureException("at most " + most + " " + what + " are read, got " + set.size());
    }
  }

  private static Iterable<ASN1Encodable> items(@Nullable ASN1Set set) {
    return set == null ? List.of() : set;
  }

  List<X509Certificate> certificates() {
    return certificates;
  }

  List<byte[]> crls() {
    return crls;
  }

  /** The certificate that the signer names, if it came along. */
  @Nullable X509Certificate certificate() throws IOException {
    ASN1Encodable id = signer.getSID().getId();
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

  /** The content that came along; absent in a detached signature. */
  byte @Nullable [] content() throws SignatureException {
    ASN1Encodable content = data.getEncapContentInfo().getContent();
    if (content == null) {
      return null;
    }
    if (!(content instanceof ASN1OctetString octets)) {
      throw new SignatureException("the content is not an octet string");
    }
    return octets.getOctets();
  }

  ASN1ObjectIdentifier contentType() {
    return data.getEncapContentInfo().getContentType();
  }

  /** The name of the document's digest: SM3, or SHA-256 and longer. */
  String digestName() throws SignatureException {
    return CmsAlgorithms.digestName(signer.getDigestAlgorithm().getAlgorithm());
  }

  /** The message digest that was signed. */
  byte[] messageDigest() throws SignatureException {
    byte[] digest = signed.octets(CMSAttributes.messageDigest);
    if (digest == null) {
      throw new SignatureException("the signed attributes have no message digest");
    }
    return digest;
  }

  /** The octets of a signed attribute with exactly one value. */
  byte @Nullable [] octets(ASN1ObjectIdentifier type) throws SignatureException {
    return signed.octets(type);
  }

  /** The time that the signer claims. */
  @Nullable Instant signingTime() throws SignatureException {
    ASN1Encodable value = signed.value(CMSAttributes.signingTime);
    try {
      return value == null ? null : Time.getInstance(value).getDate().toInstant();
    } catch (RuntimeException e) {
      throw new SignatureException("the signing time cannot be read");
    }
  }

  /** The RFC 3161 token over this signature, not signed by it. */
  byte @Nullable [] timestampToken() throws SignatureException {
    if (signer.getUnauthenticatedAttributes() == null) {
      return null;
    }
    ASN1Encodable token =
        new CmsAttributes(signer.getUnauthenticatedAttributes())
            .value(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken);
    try {
      return token == null ? null : token.toASN1Primitive().getEncoded();
    } catch (IOException e) {
      throw new SignatureException("the timestamp cannot be read");
    }
  }

  byte[] signature() {
    return signer.getEncryptedDigest().getOctets();
  }

  /** Whether the signed attributes name a certificate, and if so whether it is this one. */
  @Nullable Boolean names(X509Certificate certificate) throws SignatureException {
    try {
      byte[] der = certificate.getEncoded();
      ASN1Encodable second = signed.value(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
      if (second != null) {
        ESSCertIDv2 id = SigningCertificateV2.getInstance(second).getCerts()[0];
        String name = CmsAlgorithms.digestName(id.getHashAlgorithm().getAlgorithm());
        return MessageDigest.isEqual(
            CmsAlgorithms.digest(name, der), id.getCertHashObject().getOctets());
      }
      // Written by older time stamp authorities; it only narrows what the chain must prove anyway.
      ASN1Encodable first = signed.value(PKCSObjectIdentifiers.id_aa_signingCertificate);
      if (first != null) {
        ESSCertID id = SigningCertificate.getInstance(first).getCerts()[0];
        return MessageDigest.isEqual(CmsAlgorithms.digest("SHA-1", der), id.getCertHash());
      }
      return null;
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new SignatureException("the signing certificate attribute cannot be read");
    }
  }

  /**
   * Returns normally only when this certificate's key has signed the attributes, and they are about
   * content of the type named.
   */
  void verify(X509Certificate certificate) throws SignatureException {
    ASN1Encodable type = signed.value(CMSAttributes.contentType);
    if (type == null || !contentType().equals(type)) {
      throw new SignatureException("the signed content type is not the content's");
    }
    if (!CertificateBounds.contains(certificate)) {
      throw new SignatureException("the certificate or its key is larger than any in use");
    }
    try {
      Signature engine =
          CmsAlgorithms.verifier(
              signer.getDigestEncryptionAlgorithm(), digestName(), certificate.getPublicKey());
      engine.update(signer.getAuthenticatedAttributes().getEncoded(ASN1Encoding.DER));
      if (engine.verify(signature())) {
        return;
      }
    } catch (SignatureException e) {
      throw e;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new SignatureException("the signature cannot be checked under the certificate's key");
    }
    throw new SignatureException("the signature does not verify");
  }

  /** With {@code token} over it in place of any other. */
  byte[] withTimestamp(byte[] token) throws IOException {
    SignerInfo stamped =
        new SignerInfo(
            signer.getSID(),
            signer.getDigestAlgorithm(),
            signer.getAuthenticatedAttributes(),
            signer.getDigestEncryptionAlgorithm(),
            signer.getEncryptedDigest(),
            new DERSet(
                new Attribute(
                    PKCSObjectIdentifiers.id_aa_signatureTimeStampToken,
                    new DERSet(ContentInfo.getInstance(token)))));
    SignedData with =
        new SignedData(
            data.getDigestAlgorithms(),
            data.getEncapContentInfo(),
            data.getCertificates(),
            data.getCRLs(),
            new DERSet(stamped));
    return new ContentInfo(CMSObjectIdentifiers.signedData, with).getEncoded(ASN1Encoding.DER);
  }
}
