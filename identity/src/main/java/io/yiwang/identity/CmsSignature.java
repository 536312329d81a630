package io.yiwang.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DefaultSignatureNameFinder;
import org.jspecify.annotations.Nullable;

/**
 * One signer's CMS SignedData, read and not yet believed. RFC 5652 and GB/T 35275 have the same
 * structure under other content types, and three OIDs stand for SM2 with SM3 in the wild.
 *
 * @see "RFC 5652 section 5; GB/T 35275-2017 section 8; RFC 5035"
 */
final class CmsSignature {
  // A private instance: registering the provider would change crypto for the whole JVM.
  static final Provider BC = new BouncyCastleProvider();

  static final ASN1ObjectIdentifier GB_DATA = new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.1");
  static final ASN1ObjectIdentifier GB_SIGNED_DATA =
      new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.2");

  private static final ASN1ObjectIdentifier SM2 = new ASN1ObjectIdentifier("1.2.156.10197.1.301");
  private static final Set<ASN1ObjectIdentifier> SM2_WITH_SM3 =
      Set.of(GMObjectIdentifiers.sm2sign_with_sm3, SM2, SM2.branch("1"));
  private static final int SMALLEST_RSA_BITS = 2048;

  private final SignedData data;
  private final SignerInfo signer;
  private final AttributeTable signed;
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
    signed = new AttributeTable(signer.getAuthenticatedAttributes());
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

  private void readCertificates() throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509", BC);
    for (ASN1Encodable each : items(data.getCertificates())) {
      if (!(each instanceof ASN1TaggedObject)) {
        byte[] der = each.toASN1Primitive().getEncoded();
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
    }
    for (ASN1Encodable each : items(data.getCRLs())) {
      if (!(each instanceof ASN1TaggedObject)) {
        crls.add(each.toASN1Primitive().getEncoded());
      }
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
    return digestName(signer.getDigestAlgorithm().getAlgorithm());
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

  /** The message digest that was signed. */
  byte[] messageDigest() throws SignatureException {
    byte[] digest = octets(CMSAttributes.messageDigest);
    if (digest == null) {
      throw new SignatureException("the signed attributes have no message digest");
    }
    return digest;
  }

  /** The octets of a signed attribute with exactly one value. */
  byte @Nullable [] octets(ASN1ObjectIdentifier type) throws SignatureException {
    ASN1Encodable value = value(signed, type);
    if (value == null) {
      return null;
    }
    if (!(value instanceof ASN1OctetString octets)) {
      throw new SignatureException("a signed attribute is not an octet string: " + type);
    }
    return octets.getOctets();
  }

  private static @Nullable ASN1Encodable value(AttributeTable table, ASN1ObjectIdentifier type)
      throws SignatureException {
    if (table.getAll(type).size() > 1) {
      throw new SignatureException("an attribute stands there twice: " + type);
    }
    Attribute attribute = table.get(type);
    if (attribute == null) {
      return null;
    }
    if (attribute.getAttrValues().size() != 1) {
      throw new SignatureException("an attribute has not one value: " + type);
    }
    return attribute.getAttrValues().getObjectAt(0);
  }

  /** The time that the signer claims. */
  @Nullable Instant signingTime() throws SignatureException {
    ASN1Encodable value = value(signed, CMSAttributes.signingTime);
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
        value(
            new AttributeTable(signer.getUnauthenticatedAttributes()),
            PKCSObjectIdentifiers.id_aa_signatureTimeStampToken);
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
      ASN1Encodable second = value(signed, PKCSObjectIdentifiers.id_aa_signingCertificateV2);
      if (second != null) {
        ESSCertIDv2 id = SigningCertificateV2.getInstance(second).getCerts()[0];
        String name = digestName(id.getHashAlgorithm().getAlgorithm());
        return MessageDigest.isEqual(digest(name, der), id.getCertHashObject().getOctets());
      }
      // Written by older time stamp authorities; it only narrows what the chain must prove anyway.
      ASN1Encodable first = value(signed, PKCSObjectIdentifiers.id_aa_signingCertificate);
      if (first != null) {
        ESSCertID id = SigningCertificate.getInstance(first).getCerts()[0];
        return MessageDigest.isEqual(digest("SHA-1", der), id.getCertHash());
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
    ASN1Encodable type = value(signed, CMSAttributes.contentType);
    if (type == null || !contentType().equals(type)) {
      throw new SignatureException("the signed content type is not the content's");
    }
    try {
      byte[] message = signer.getAuthenticatedAttributes().getEncoded(ASN1Encoding.DER);
      Signature engine = engine(certificate.getPublicKey());
      engine.initVerify(certificate.getPublicKey());
      engine.update(message);
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

  private Signature engine(PublicKey key) throws GeneralSecurityException, IOException {
    AlgorithmIdentifier algorithm = signer.getDigestEncryptionAlgorithm();
    ASN1ObjectIdentifier oid = algorithm.getAlgorithm();
    String digest = digestName();
    if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < SMALLEST_RSA_BITS) {
      throw new SignatureException("an RSA key of less than " + SMALLEST_RSA_BITS + " bits");
    }
    if (SM2_WITH_SM3.contains(oid)) {
      // These OIDs sign with SM3, whatever the document's own digest is.
      if (!(key instanceof ECPublicKey)) {
        throw new SignatureException("SM2 goes with an SM2 key");
      }
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
