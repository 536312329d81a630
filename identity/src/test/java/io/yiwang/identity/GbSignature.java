package io.yiwang.identity;

import io.yiwang.identity.TestPki.Holder;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.BERSet;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;

/** Signs like the common tools, which interpret GB/T 35275 and RFC 3161 in different ways. */
final class GbSignature {
  static final String GB_DATA = "1.2.156.10197.6.1.4.2.1";
  static final String GB_SIGNED = "1.2.156.10197.6.1.4.2.2";
  static final String PKCS7_DATA = "1.2.840.113549.1.7.1";
  static final String PKCS7_SIGNED = "1.2.840.113549.1.7.2";
  static final String SM3 = "1.2.156.10197.1.401";
  static final String TST_INFO = "1.2.840.113549.1.9.16.1.4";

  final List<Holder> signers = new ArrayList<>();
  String outer = GB_SIGNED;
  String contentType = GB_DATA;
  String attributeContentType;
  String announcedDigest = SM3;
  String digest = SM3;
  String algorithm = "1.2.156.10197.1.301.1";
  boolean attributes = true;
  boolean certificateNamed = true;
  boolean rawSignature;
  boolean enclosed;
  Instant time = TestPki.SIGNED;
  final List<StampMaker> stampMakers = new ArrayList<>();

  GbSignature(Holder... signers) {
    this.signers.addAll(List.of(signers));
  }

  static byte[] sm3(byte[] content) throws Exception {
    return MessageDigest.getInstance("SM3", TestPki.BC).digest(content);
  }

  SignedData signedData(byte[] content) throws Exception {
    ASN1EncodableVector infos = new ASN1EncodableVector();
    ASN1EncodableVector certificates = new ASN1EncodableVector();
    for (Holder each : signers) {
      infos.add(info(each, content));
      certificates.add(Certificate.getInstance(each.certificate().getEncoded()));
    }
    return new SignedData(
        new DERSet(identifier(announcedDigest)),
        new ContentInfo(
            new ASN1ObjectIdentifier(contentType), enclosed ? new DEROctetString(content) : null),
        new DERSet(certificates),
        null,
        new BERSet(infos));
  }

  byte[] cms(byte[] content) throws Exception {
    return contentInfo(content).getEncoded("DER");
  }

  ContentInfo contentInfo(byte[] content) throws Exception {
    return new ContentInfo(new ASN1ObjectIdentifier(outer), signedData(content));
  }

  private static AlgorithmIdentifier identifier(String oid) {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), DERNull.INSTANCE);
  }

  private SignerInfo info(Holder holder, byte[] content) throws Exception {
    DERSet signed = attributes ? new DERSet(attributes(holder, content)) : null;
    Signature engine = Signature.getInstance(holder.scheme(), TestPki.BC);
    engine.initSign(holder.key());
    engine.update(signed == null ? content : signed.getEncoded("DER"));
    byte[] signature = engine.sign();
    return new SignerInfo(
        new SignerIdentifier(
            new IssuerAndSerialNumber(Certificate.getInstance(holder.certificate().getEncoded()))),
        identifier(digest),
        signed,
        identifier(algorithm),
        new DEROctetString(rawSignature ? raw(signature) : signature),
        unsigned(signature));
  }

  private DERSet unsigned(byte[] signature) throws Exception {
    if (stampMakers.isEmpty()) {
      return null;
    }
    ASN1EncodableVector values = new ASN1EncodableVector();
    for (StampMaker each : stampMakers) {
      values.add(each.over(signature));
    }
    return new DERSet(
        new Attribute(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken, new BERSet(values)));
  }

  /** Makes a value for the time stamp attribute of a signature. */
  interface StampMaker {
    ASN1Encodable over(byte[] signature) throws Exception;
  }

  GbSignature stamps(StampMaker... makers) {
    stampMakers.addAll(List.of(makers));
    return this;
  }

  private ASN1EncodableVector attributes(Holder holder, byte[] content) throws Exception {
    ASN1EncodableVector list = new ASN1EncodableVector();
    String type = attributeContentType == null ? contentType : attributeContentType;
    list.add(new Attribute(CMSAttributes.contentType, new DERSet(new ASN1ObjectIdentifier(type))));
    list.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(Date.from(time)))));
    list.add(
        new Attribute(CMSAttributes.messageDigest, new DERSet(new DEROctetString(sm3(content)))));
    if (certificateNamed) {
      byte[] hash = sm3(holder.certificate().getEncoded());
      list.add(
          new Attribute(
              PKCSObjectIdentifiers.id_aa_signingCertificateV2,
              new DERSet(
                  new SigningCertificateV2(
                      new ESSCertIDv2(
                          new AlgorithmIdentifier(new ASN1ObjectIdentifier(SM3)), hash)))));
    }
    return list;
  }

  private static byte[] raw(byte[] der) {
    ASN1Sequence parts = ASN1Sequence.getInstance(der);
    byte[] both = new byte[64];
    for (int i = 0; i < 2; i++) {
      byte[] number = ASN1Integer.getInstance(parts.getObjectAt(i)).getValue().toByteArray();
      int length = Math.min(32, number.length);
      System.arraycopy(number, number.length - length, both, 32 * (i + 1) - length, length);
    }
    return both;
  }

  /** Builds a TSTInfo by hand, so that its imprint can be written in any form. */
  static byte[] tstInfo(ASN1Encodable digest, byte[] imprint, Instant at) throws Exception {
    return new DERSequence(
            new ASN1Encodable[] {
              new ASN1Integer(1L),
              new ASN1ObjectIdentifier("1.2.3.4"),
              new DERSequence(new ASN1Encodable[] {digest, new DEROctetString(imprint)}),
              new ASN1Integer(BigInteger.TWO),
              new ASN1GeneralizedTime(Date.from(at))
            })
        .getEncoded();
  }

  /** Returns a builder for the tokens of a time stamp authority. */
  static GbSignature token(Holder authority) {
    GbSignature token = new GbSignature(authority);
    token.outer = PKCS7_SIGNED;
    token.contentType = TST_INFO;
    token.enclosed = true;
    return token;
  }
}
