package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.Signer;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
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
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * Signs documents with a platform's own key, for seals and receipts: CMS SignedData (RFC 5652),
 * detached or with the document in it, with signing time, signing certificate and chain.
 * Thread-safe if its {@link Signer} is, which may represent an HSM's key or a remote one.
 *
 * @see "RFC 5652 section 5; RFC 5035; RFC 8419 (Ed25519); GB/T 35275-2017"
 */
public final class DocumentSigner {
  private static final AlgorithmIdentifier SHA_256 =
      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
  private static final AlgorithmIdentifier SHA_512 =
      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha512);

  private final Signer signer;
  private final List<X509Certificate> chain;
  private final Clock clock;
  private final AlgorithmIdentifier digest;
  private final AlgorithmIdentifier algorithm;
  private final String digestName;

  /**
   * Makes a signer of documents.
   *
   * @param chain leaf first; the leaf is the certificate of {@code signer}'s key, and each
   *     signature is verified with it before it is returned. The anchor may be left out
   */
  public DocumentSigner(Signer signer, List<X509Certificate> chain, Clock clock) {
    this.signer = signer;
    this.chain = List.copyOf(chain);
    this.clock = clock;
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a document signer needs its certificate");
    }
    switch (signer.algorithm()) {
      case "sm2-sm3" -> {
        digest = new AlgorithmIdentifier(GMObjectIdentifiers.sm3);
        algorithm = new AlgorithmIdentifier(GMObjectIdentifiers.sm2sign_with_sm3);
      }
      case "ecdsa-p256-sha256" -> {
        digest = SHA_256;
        algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
      }
      case "rsa-v1_5-sha256" -> {
        digest = SHA_256;
        algorithm =
            new AlgorithmIdentifier(
                PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
      }
      case "rsa-pss-sha512" -> {
        digest = SHA_512;
        algorithm =
            new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_RSASSA_PSS,
                new RSASSAPSSparams(
                    SHA_512,
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, SHA_512),
                    new ASN1Integer(64L),
                    RSASSAPSSparams.DEFAULT_TRAILER_FIELD));
      }
      case "ed25519" -> {
        // RFC 8419 section 3.1: with signed attributes the digest is SHA-512.
        digest = SHA_512;
        algorithm = new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
      }
      default ->
          throw new IllegalArgumentException("documents cannot be signed by " + signer.algorithm());
    }
    try {
      digestName = CmsAlgorithms.digestName(digest.getAlgorithm());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a digest chosen above is accepted", e);
    }
  }

  /**
   * Signs a document that is kept separately from the signature.
   *
   * @param content read in pieces to its end; it is not closed
   * @return the signature, already verified
   * @throws GeneralSecurityException if the key cannot sign, or is not the certificate's
   * @throws IOException if the document cannot be read or a remote key cannot be reached
   */
  public SignedDocument detached(InputStream content) throws GeneralSecurityException, IOException {
    return sign(CmsAlgorithms.digest(digestName, content), null, null);
  }

  /** Signs a document in memory that is kept separately from the signature. */
  public SignedDocument detached(byte[] content) throws GeneralSecurityException, IOException {
    return sign(CmsAlgorithms.digest(digestName, content), null, null);
  }

  /** Signs a document and the statement that goes with it, as a citizen does (IGS/1 section 5). */
  public SignedDocument detached(byte[] content, String statement)
      throws GeneralSecurityException, IOException {
    return sign(CmsAlgorithms.digest(digestName, content), null, statement);
  }

  /** Signs a document and encloses it in the signature. */
  public SignedDocument enveloping(byte[] content) throws GeneralSecurityException, IOException {
    return sign(CmsAlgorithms.digest(digestName, content), content, null);
  }

  private SignedDocument sign(
      byte[] contentDigest, byte @Nullable [] content, @Nullable String statement)
      throws GeneralSecurityException, IOException {
    Certificate leaf = Certificate.getInstance(chain.get(0).getEncoded());
    DERSet attributes = attributes(contentDigest, statement);
    byte[] signature = signer.sign(attributes.getEncoded(ASN1Encoding.DER));
    SignerInfo info =
        new SignerInfo(
            new SignerIdentifier(new IssuerAndSerialNumber(leaf)),
            digest,
            attributes,
            algorithm,
            new DEROctetString(inCms(signature)),
            null);
    ASN1EncodableVector certificates = new ASN1EncodableVector();
    for (X509Certificate each : chain) {
      certificates.add(Certificate.getInstance(each.getEncoded()));
    }
    SignedData data =
        new SignedData(
            new DERSet(digest),
            new ContentInfo(
                CMSObjectIdentifiers.data, content == null ? null : new DEROctetString(content)),
            new DERSet(certificates),
            null,
            new DERSet(info));
    byte[] cms = new ContentInfo(CMSObjectIdentifiers.signedData, data).getEncoded("DER");
    // A signature by another key than the certificate's, or by faulty hardware, must not get out.
    CmsSignature.read(cms).signer().verify(chain.get(0));
    return SignedDocument.of(cms);
  }

  private DERSet attributes(byte[] contentDigest, @Nullable String statement)
      throws GeneralSecurityException {
    byte[] hash = CmsAlgorithms.digest(digestName, chain.get(0).getEncoded());
    ASN1EncodableVector attributes = new ASN1EncodableVector();
    attributes.add(attribute(CMSAttributes.contentType, CMSObjectIdentifiers.data));
    attributes.add(attribute(CMSAttributes.signingTime, new Time(Date.from(clock.instant()))));
    attributes.add(attribute(CMSAttributes.messageDigest, new DEROctetString(contentDigest)));
    attributes.add(
        attribute(
            PKCSObjectIdentifiers.id_aa_signingCertificateV2,
            new SigningCertificateV2(new ESSCertIDv2(digest, hash))));
    if (statement != null) {
      byte[] digest = CmsAlgorithms.digest("SM3", statement.getBytes(UTF_8));
      attributes.add(attribute(SignatureValidation.STATEMENT, new DEROctetString(digest)));
    }
    return new DERSet(attributes);
  }

  private static Attribute attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
    return new Attribute(type, new DERSet(value));
  }

  /** Converts r and s from side by side, as in RFC 9421, to DER, as in CMS. */
  private byte[] inCms(byte[] signature) throws IOException {
    if (!signer.algorithm().equals("sm2-sm3") && !signer.algorithm().startsWith("ecdsa-")) {
      return signature;
    }
    int half = signature.length / 2;
    return new DERSequence(
            new ASN1Encodable[] {
              new ASN1Integer(new BigInteger(1, Arrays.copyOf(signature, half))),
              new ASN1Integer(
                  new BigInteger(1, Arrays.copyOfRange(signature, half, signature.length)))
            })
        .getEncoded(ASN1Encoding.DER);
  }

  @Override
  public String toString() {
    return "document signer " + signer.keyId();
  }
}
