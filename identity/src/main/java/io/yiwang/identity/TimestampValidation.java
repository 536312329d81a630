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
 * Looks at the time stamps over a signature. They are not signed by it, so anybody can add one: the
 * best of them counts.
 *
 * @see "RFC 3161; GB/T 20520-2006"
 */
final class TimestampValidation {
  /** More than anybody uses; each costs. */
  private static final int MAX_STAMPS = 64;

  private static final Comparator<Timestamp> BEST_FIRST =
      Comparator.comparing((Timestamp stamp) -> stamp.finding().effect())
          .thenComparing(stamp -> stamp.time() == null ? Instant.MAX : stamp.time());

  /** What a stamp is over, and when it was made. */
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
  private final SuppliedEvidence along;

  TimestampValidation(DocumentTrust trust, Instant now, byte[] stamped, SuppliedEvidence along) {
    this.trust = trust;
    this.now = now;
    this.stamped = stamped;
    this.along = along;
  }

  /**
   * Returns the best of these: the earliest that proves a time, else what is least bad; null of
   * none.
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
        return notRead("it is not a time stamp token");
      }
      if (!signer.hasAttributes()) {
        // RFC 5652 section 5.3: other content than data must be signed by way of attributes.
        return notRead("it has no signed attributes");
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

  /** The token, also where the authority's whole answer was put in its place. */
  private static byte[] token(ASN1Encodable value) throws IOException {
    ASN1Sequence read = ASN1Sequence.getInstance(value);
    boolean isAnswer = read.size() == 2 && read.getObjectAt(0) instanceof ASN1Sequence;
    return (isAnswer ? read.getObjectAt(1) : read).toASN1Primitive().getEncoded();
  }

  /** By hand, because some authorities name the digest without the sequence around it. */
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
    SuppliedEvidence with = along.and(token);
    X509Certificate authority = signer.certificate(with.certificates());
    if (authority == null) {
      return untrusted("its certificate is missing");
    }
    signer.verify(authority);
    Boolean names = signer.names(authority);
    if (names == null) {
      return notRead("it does not name its certificate");
    }
    if (!names) {
      throw new SignatureException("the time stamp names another certificate");
    }
    return trusted(authority, content.time, with);
  }

  private Timestamp trusted(X509Certificate authority, Instant time, SuppliedEvidence with) {
    TrustAnchors anchors = trust.timestamps();
    try {
      CertificatePurpose.TIMESTAMPS.check(authority);
      List<X509Certificate> path = anchors.chain(authority, with.certificates(), time);
      Instant asked = time.isAfter(now) ? now : time;
      return anchors.passes(anchors.revocationOf(path, asked, with.revocation()))
          ? new Timestamp(Finding.TIME_PROVEN, "", time)
          : untrusted("its certificate is revoked, or its status is unknown");
    } catch (GeneralSecurityException e) {
      return untrusted(String.valueOf(e.getMessage()));
    }
  }
}
