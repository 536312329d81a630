package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.jspecify.annotations.Nullable;

/**
 * Parses a CMS SignedData, without verifying it. RFC 5652 and GB/T 35275 have the same structure
 * under different content types.
 *
 * @see "RFC 5652 section 5; GB/T 35275-2017 section 8"
 */
final class CmsSignature {
  private static final ASN1ObjectIdentifier GB_SIGNED_DATA =
      new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.2");

  private static final int MAX_CERTIFICATES = 64;
  private static final int MAX_CRLS = 16;
  private static final int MAX_SIGNERS = 8;
  private static final byte SEQUENCE = 0x30;

  private final SignedData data;
  private final List<CmsSigner> signers = new ArrayList<>();
  private final List<X509Certificate> certificates = new ArrayList<>();
  private final List<byte[]> crls = new ArrayList<>();

  private CmsSignature(SignedData data) throws IOException, GeneralSecurityException {
    this.data = data;
    checkSize(data.getSignerInfos(), MAX_SIGNERS, "signers");
    for (ASN1Encodable each : data.getSignerInfos()) {
      signers.add(new CmsSigner(SignerInfo.getInstance(each), contentType()));
    }
    readCertificates();
  }

  /**
   * Reads a SignedData in DER or BER, which may be encoded as base64 or PEM. The ContentInfo around
   * it may be missing, as some Chinese tools leave it out.
   *
   * @throws SignatureException if it is not a SignedData; the message quotes nothing of it
   */
  static CmsSignature read(byte[] cms) throws SignatureException {
    try {
      ASN1Sequence read = ASN1Sequence.getInstance(binary(cms));
      if (read.getObjectAt(0) instanceof ASN1Integer) {
        return new CmsSignature(SignedData.getInstance(read));
      }
      ContentInfo info = ContentInfo.getInstance(read);
      ASN1ObjectIdentifier type = info.getContentType();
      if (!type.equals(CMSObjectIdentifiers.signedData) && !type.equals(GB_SIGNED_DATA)) {
        throw new SignatureException("the content type is not signed data: " + type);
      }
      return new CmsSignature(SignedData.getInstance(info.getContent()));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      if (e instanceof SignatureException known) {
        throw known;
      }
      // Without the cause: a parser's message may quote what it could not parse.
      throw new SignatureException("not a CMS SignedData, of " + cms.length + " bytes");
    }
  }

  /** Decodes base64, which never begins with the byte that a sequence begins with. */
  private static byte[] binary(byte[] cms) {
    if (cms.length > 0 && cms[0] == SEQUENCE) {
      return cms;
    }
    String text = new String(cms, US_ASCII);
    int begin = text.indexOf("-----BEGIN ");
    if (begin >= 0) {
      int from = text.indexOf('\n', begin);
      text = text.substring(from, text.indexOf("-----END ", from));
    }
    // The MIME decoder skips line ends and a byte-order mark.
    return Base64.getMimeDecoder().decode(text);
  }

  /** Reads the enclosed certificates, up to a limit: anybody can add them, and each costs time. */
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

  private static void checkSize(@Nullable ASN1Set set, int max, String what)
      throws SignatureException {
    if (set != null && set.size() > max) {
      throw new SignatureException("at most " + max + " " + what + " are read, got " + set.size());
    }
  }

  private static Iterable<ASN1Encodable> items(@Nullable ASN1Set set) {
    return set == null ? List.of() : set;
  }

  /** Returns the signers, in the order of the file. */
  List<CmsSigner> signers() {
    return signers;
  }

  /**
   * Returns the only signer.
   *
   * @throws SignatureException if there are several, or none
   */
  CmsSigner signer() throws SignatureException {
    if (signers.size() != 1) {
      throw new SignatureException("one signer is expected, got " + signers.size());
    }
    return signers.get(0);
  }

  List<X509Certificate> certificates() {
    return certificates;
  }

  List<byte[]> crls() {
    return crls;
  }

  /** Returns the enclosed content; null in a detached signature. */
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

  /** Returns this SignedData with {@code token} as the only time stamp over its only signature. */
  byte[] withTimestamp(byte[] token) throws SignatureException, IOException {
    SignedData stamped =
        new SignedData(
            data.getDigestAlgorithms(),
            data.getEncapContentInfo(),
            data.getCertificates(),
            data.getCRLs(),
            new DERSet(signer().withTimestamp(token)));
    return new ContentInfo(CMSObjectIdentifiers.signedData, stamped).getEncoded(ASN1Encoding.DER);
  }
}
