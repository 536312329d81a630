package io.yiwang.identity;

import io.yiwang.identity.x509.CertificatePurpose;
import io.yiwang.identity.x509.TrustAnchors;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Validates the time stamps over a signature. The signature does not cover them, so anybody can add
 * one: the best of them counts.
 *
 * @see "RFC 3161; GB/T 20520-2006"
 */
final class TimestampValidation {
  /** More than anybody uses; each costs time. */
  private static final int MAX_STAMPS = 64;

  private static final Comparator<Timestamp> BEST_FIRST =
      Comparator.comparing((Timestamp stamp) -> stamp.finding().effect())
          .thenComparing(stamp -> stamp.time() == null ? Instant.MAX : stamp.time());

  /** The digest that a stamp covers, and its time. */
  private static final class Content {
    final ASN1ObjectIdentifier digest;
    final byte[] imprint;
    final Instant time;

    Content(ASN1ObjectIdentifier digest, byte[] imprint, Instant time) {
      this.digest = digest;
      this.imprint = imprint;
      this.time = time;
    }
  }

  private final DocumentTrust trust;
  private final Instant now;
  private final byte[] stamped;
  private final SuppliedEvidence evidence;

  TimestampValidation(DocumentTrust trust, Instant now, byte[] stamped, SuppliedEvidence evidence) {
    this.trust = trust;
    this.now = now;
    this.stamped = stamped;
    this.evidence = evidence;
  }

  /**
   * Returns the best of these: the earliest that proves a time, or else the one with the least
   * fault; null if there are none.
   */
  @Nullable Timestamp best(List<ASN1Encodable> stamps) {
    List<Timestamp> all = new ArrayList<>();
    for (ASN1Encodable each : stamps.subList(0, Math.min(stamps.size(), MAX_STAMPS))) {
      all.add(validate(each));
    }
    return all.stream().min(BEST_FIRST).orElse(null);
  }

  private Timestamp validate(ASN1Encodable value) {
    CmsSignature token;
    CmsSigner signer;
    Content content;
    byte[] bytes;
    try {
      token = CmsSignature.read(token(value));
      signer = token.signer();
      bytes = token.content();
      if (bytes == null || !token.contentType().equals(PKCSObjectIdentifiers.id_ct_TSTInfo)) {
        return notRead("the content is not that of a time stamp token");
      }
      if (!signer.hasAttributes()) {
        // RFC 5652 section 5.3: content other than data must be signed through attributes.
        return notRead("the time stamp has no signed attributes");
      }
      content = content(bytes);
    } catch (SignatureException e) {
      return notRead(String.valueOf(e.getMessage()));
    } catch (IOException | ParseException | RuntimeException e) {
      return notRead("its structure is not that of RFC 3161");
    }
    try {
      return validate(token, signer, content, bytes);
    } catch (UnsupportedAlgorithmException e) {
      return notRead(String.valueOf(e.getMessage()));
    } catch (SignatureException e) {
      return new Timestamp(Finding.TIMESTAMP_WRONG, String.valueOf(e.getMessage()), null);
    } catch (IOException | RuntimeException e) {
      return notRead("its structure is broken");
    }
  }

  private static Timestamp notRead(String detail) {
    return new Timestamp(Finding.TIMESTAMP_NOT_READ, detail, null);
  }

  private static Timestamp untrusted(String detail) {
    return new Timestamp(Finding.TIMESTAMP_UNTRUSTED, detail, null);
  }

  /** Returns the token; some put the authority's whole answer where the token belongs. */
  private static byte[] token(ASN1Encodable value) throws IOException {
    ASN1Sequence read = ASN1Sequence.getInstance(value);
    boolean isAnswer = read.size() == 2 && read.getObjectAt(0) instanceof ASN1Sequence;
    return (isAnswer ? read.getObjectAt(1) : read).toASN1Primitive().getEncoded();
  }

  /**
   * Parses the content by hand, because some authorities write the digest's OID without the
   * sequence around it.
   */
  private static Content content(byte[] tstInfo) throws ParseException {
    ASN1Sequence info = ASN1Sequence.getInstance(tstInfo);
    ASN1Sequence imprint = ASN1Sequence.getInstance(info.getObjectAt(2));
    ASN1Encodable digest = imprint.getObjectAt(0);
    return new Content(
        digest instanceof ASN1ObjectIdentifier bare
            ? bare
            : AlgorithmIdentifier.getInstance(digest).getAlgorithm(),
        ASN1OctetString.getInstance(imprint.getObjectAt(1)).getOctets(),
        ASN1GeneralizedTime.getInstance(info.getObjectAt(4)).getDate().toInstant());
  }

  private Timestamp validate(CmsSignature token, CmsSigner signer, Content content, byte[] bytes)
      throws SignatureException, IOException {
    String digest = CmsAlgorithms.digestName(content.digest);
    if (!MessageDigest.isEqual(CmsAlgorithms.digest(digest, stamped), content.imprint)) {
      throw new SignatureException("the time stamp belongs to another signature");
    }
    if (!MessageDigest.isEqual(
        CmsAlgorithms.digest(signer.digestName(), bytes), signer.messageDigest())) {
      throw new SignatureException("the time stamp was changed");
    }
    SuppliedEvidence all = evidence.and(token);
    X509Certificate authority = signer.certificate(all.certificates());
    if (authority == null) {
      return untrusted("the time stamp's certificate is missing");
    }
    signer.verify(authority);
    Boolean names = signer.names(authority);
    if (names == null) {
      return notRead("the time stamp does not name its certificate");
    }
    if (!names) {
      throw new SignatureException("the time stamp names another certificate");
    }
    return verdict(authority, content.time, all);
  }

  private Timestamp verdict(X509Certificate authority, Instant time, SuppliedEvidence all) {
    TrustAnchors anchors = trust.timestamps();
    try {
      CertificatePurpose.TIMESTAMPS.check(authority);
      List<X509Certificate> path = anchors.chain(authority, all.certificates(), time);
      Instant asked = time.isAfter(now) ? now : time;
      return anchors.passes(anchors.revocationOf(path, asked, all.revocation()))
          ? new Timestamp(Finding.TIME_PROVEN, "", time)
          : untrusted("the time stamp's certificate is revoked, or its status is unknown");
    } catch (GeneralSecurityException e) {
      return untrusted(String.valueOf(e.getMessage()));
    }
  }
}
