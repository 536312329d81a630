package io.yiwang.testkit;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * Makes detached CMS signatures by SM2 with SM3, under a certificate of the sandbox (IGS/1 section
 * 5).
 */
final class CitizenSeals implements CmsSealer {
  /** The type of the signed attribute that holds the statement's digest (IGS/1 section 5). */
  static final ASN1ObjectIdentifier STATEMENT =
      new ASN1ObjectIdentifier("2.25.147695778981749690197349223759150471729");

  private final SandboxClock clock;
  private final CertificateAuthority authority;
  private final Once<KeyPair> pair;
  private final Once<X509CertificateHolder> certificate;

  CitizenSeals(SandboxClock clock, CertificateAuthority authority) {
    this(clock, authority, KeySource.MADE_UP);
  }

  CitizenSeals(SandboxClock clock, CertificateAuthority authority, KeySource keys) {
    pair = new Once<>(() -> keys.pair(SandboxScheme.SM2, "seals"));
    this.clock = clock;
    this.authority = authority;
    Instant now = clock.instant();
    certificate =
        new Once<>(
            () ->
                authority.forSigning(
                    "Sandbox seal",
                    pair.get().getPublic(),
                    now.minus(Duration.ofDays(30)),
                    now.plus(Duration.ofDays(730))));
  }

  /** Returns the certificate of the key that signs. */
  X509CertificateHolder certificate() {
    return certificate.get();
  }

  @Override
  public byte[] seal(
      String digestAlgorithm, byte[] contentDigest, byte @Nullable [] statementDigest) {
    try {
      AlgorithmIdentifier digest =
          new AlgorithmIdentifier(
              digestAlgorithm.equals("sm3")
                  ? GMObjectIdentifiers.sm3
                  : NISTObjectIdentifiers.id_sha256);
      DERSet attributes = attributes(contentDigest, statementDigest);
      SignerInfo signer =
          new SignerInfo(
              new SignerIdentifier(new IssuerAndSerialNumber(certificate().toASN1Structure())),
              digest,
              attributes,
              new AlgorithmIdentifier(GMObjectIdentifiers.sm2sign_with_sm3),
              new DEROctetString(sign(attributes.getEncoded(ASN1Encoding.DER))),
              null);
      ASN1EncodableVector certificates = new ASN1EncodableVector();
      certificates.add(certificate().toASN1Structure());
      certificates.add(authority.root().toASN1Structure());
      SignedData data =
          new SignedData(
              new DERSet(digest),
              new ContentInfo(CMSObjectIdentifiers.data, null),
              new DERSet(certificates),
              null,
              new DERSet(signer));
      return new ContentInfo(CMSObjectIdentifiers.signedData, data).getEncoded(ASN1Encoding.DER);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot seal", e);
    }
  }

  private DERSet attributes(byte[] contentDigest, byte @Nullable [] statementDigest) {
    ASN1EncodableVector attributes = new ASN1EncodableVector();
    attributes.add(attribute(CMSAttributes.contentType, CMSObjectIdentifiers.data));
    attributes.add(attribute(CMSAttributes.signingTime, new Time(Date.from(clock.instant()))));
    attributes.add(attribute(CMSAttributes.messageDigest, new DEROctetString(contentDigest)));
    byte[] hash = Sm3.digest(CertificateAuthority.der(certificate()));
    ESSCertIDv2 id = new ESSCertIDv2(new AlgorithmIdentifier(GMObjectIdentifiers.sm3), hash);
    attributes.add(
        attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2, new SigningCertificateV2(id)));
    if (statementDigest != null) {
      attributes.add(attribute(STATEMENT, new DEROctetString(statementDigest)));
    }
    return new DERSet(attributes);
  }

  private static Attribute attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return new Attribute(type, new DERSet(value));
  }

  private byte[] sign(byte[] message) throws GeneralSecurityException {
    // In CMS the signature is DER, not just r and s.
    Signature engine = Signature.getInstance("SM3WITHSM2", Bc.PROVIDER);
    engine.initSign(((Pkcs8) pair.get().getPrivate()).key());
    engine.update(message);
    return engine.sign();
  }
}
