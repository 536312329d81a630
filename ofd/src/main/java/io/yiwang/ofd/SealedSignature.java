package io.yiwang.ofd;

import static io.yiwang.ofd.Asn1Values.bits;
import static io.yiwang.ofd.Asn1Values.number;
import static io.yiwang.ofd.Asn1Values.octets;
import static io.yiwang.ofd.Asn1Values.oid;
import static io.yiwang.ofd.Asn1Values.string;

import io.yiwang.ofd.Seal.CertificateDigest;
import io.yiwang.ofd.Seal.Picture;
import io.yiwang.ofd.Seal.SignerList;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * Holds a seal's signature, parsed but not verified: V1 of GM/T 0031-2014, V4 of GB/T 38540-2020 or
 * V5 of GM/T 0031-2025, as its first number says.
 */
final class SealedSignature {
  private static final Provider BC = new BouncyCastleProvider();
  private static final int V1 = 1;
  private static final int V4 = 4;
  private static final int V5 = 5;

  /** Thrown for an unknown version, about which nothing can be said. */
  static final class UnknownVersionException extends SignatureException {
    private static final long serialVersionUID = 1;

    UnknownVersionException(String message) {
      super(message);
    }
  }

  /** Holds a signature with its certificate and the bytes that it covers. */
  static final class Signed {
    private final byte[] certificateBytes;
    private final X509Certificate certificate;
    private final String algorithm;
    private final byte[] signature;
    private final byte[] over;

    Signed(byte[] certificateBytes, String algorithm, byte[] signature, byte[] over)
        throws CertificateException {
      this.certificateBytes = certificateBytes;
      this.certificate = SealedSignature.certificate(certificateBytes);
      this.algorithm = algorithm;
      this.signature = signature;
      this.over = over;
    }

    X509Certificate certificate() {
      return certificate;
    }

    /** Returns the bytes as they came: what the library encodes again may differ from them. */
    byte[] certificateBytes() {
      return certificateBytes;
    }

    String algorithm() {
      return algorithm;
    }

    byte[] signature() {
      return signature;
    }

    byte[] over() {
      return over;
    }
  }

  private final int version;
  private final Seal seal;
  private final byte[] sealBytes;
  private final Signed bySigner;
  private final Signed byMaker;
  private final @Nullable Instant claimedTime;
  private final byte[] documentDigest;
  private final String property;
  private final byte @Nullable [] timestamp;

  private SealedSignature(byte[] der) throws IOException, GeneralSecurityException {
    ASN1Sequence outer = ASN1Sequence.getInstance(Der.read(der));
    ASN1Sequence tbs = ASN1Sequence.getInstance(outer.getObjectAt(0));
    version = number(tbs.getObjectAt(0));
    if (version != V1 && version != V4 && version != V5) {
      throw new UnknownVersionException("a seal's signature of version " + version);
    }
    ASN1Sequence sealPart = ASN1Sequence.getInstance(tbs.getObjectAt(1));
    byte[] over = Der.within(der).get(0);
    sealBytes = Der.within(over).get(1);
    seal = seal(ASN1Sequence.getInstance(sealPart.getObjectAt(0)));
    byMaker = byMaker(sealPart, sealBytes);
    documentDigest = bits(tbs.getObjectAt(3));
    property = string(tbs.getObjectAt(4));
    if (version == V1) {
      claimedTime = SealTime.ofV1(tbs.getObjectAt(2));
      bySigner =
          new Signed(
              octets(tbs.getObjectAt(5)),
              oid(tbs.getObjectAt(6)),
              bits(outer.getObjectAt(1)),
              over);
      timestamp = null;
      checkSize(outer, 2);
    } else {
      claimedTime = SealTime.of(tbs.getObjectAt(2));
      bySigner =
          new Signed(
              octets(outer.getObjectAt(1)),
              oid(outer.getObjectAt(2)),
              bits(outer.getObjectAt(3)),
              over);
      timestamp = outer.size() == 4 ? null : token(outer.getObjectAt(4));
      checkSize(outer, timestamp == null ? 4 : 5);
    }
  }

  /**
   * Parses a seal's signature.
   *
   * @throws SignatureException if it is not one; the message quotes nothing of it
   */
  static SealedSignature read(byte[] der) throws SignatureException {
    try {
      return new SealedSignature(der);
    } catch (SignatureException e) {
      throw e;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new SignatureException("not a seal's signature, of " + der.length + " bytes");
    }
  }

  /** Returns whether the bytes have the structure of a seal's signature. */
  static boolean isOne(byte[] der) {
    try {
      ASN1Sequence outer = ASN1Sequence.getInstance(Der.read(der));
      return outer.getObjectAt(0) instanceof ASN1Sequence tbs
          && tbs.getObjectAt(0) instanceof ASN1Integer
          && tbs.getObjectAt(1) instanceof ASN1Sequence;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static void checkSize(ASN1Sequence outer, int expected) throws SignatureException {
    if (outer.size() != expected) {
      throw new SignatureException("a seal's signature has parts that it should not have");
    }
  }

  private static Seal seal(ASN1Sequence info) throws IOException, GeneralSecurityException {
    ASN1Sequence header = ASN1Sequence.getInstance(info.getObjectAt(0));
    ASN1Sequence property = ASN1Sequence.getInstance(info.getObjectAt(2));
    ASN1Sequence picture = ASN1Sequence.getInstance(info.getObjectAt(3));
    if (!string(header.getObjectAt(0)).equals("ES")) {
      throw new SignatureException("the seal does not begin as one");
    }
    // V4 and later name the type of the list; V1 has certificates and does not say so.
    boolean isTyped = property.getObjectAt(2) instanceof ASN1Integer;
    int at = isTyped ? 4 : 3;
    ASN1Sequence list = ASN1Sequence.getInstance(property.getObjectAt(at - 1));
    boolean isDigests = isTyped && number(property.getObjectAt(2)) == 2;
    return new Seal(
        string(info.getObjectAt(1)),
        string(property.getObjectAt(1)),
        string(header.getObjectAt(2)),
        number(header.getObjectAt(1)),
        required(SealTime.of(property.getObjectAt(at))),
        required(SealTime.of(property.getObjectAt(at + 1))),
        required(SealTime.of(property.getObjectAt(at + 2))),
        new Picture(
            string(picture.getObjectAt(0)),
            octets(picture.getObjectAt(1)),
            number(picture.getObjectAt(2)),
            number(picture.getObjectAt(3))),
        isDigests ? digests(list) : certificates(list));
  }

  private static SignerList certificates(ASN1Sequence list) throws IOException {
    List<byte[]> certificates = new ArrayList<>();
    for (ASN1Encodable each : list) {
      // Some makers write the certificate itself.
      certificates.add(
          each instanceof ASN1Sequence certificate ? certificate.getEncoded() : octets(each));
    }
    return new SignerList(certificates, List.of());
  }

  private static SignerList digests(ASN1Sequence list) throws IOException {
    List<CertificateDigest> digests = new ArrayList<>();
    for (ASN1Encodable each : list) {
      ASN1Sequence pair = ASN1Sequence.getInstance(each);
      digests.add(
          new CertificateDigest(
              string(pair.getObjectAt(0)), HexFormat.of().formatHex(octets(pair.getObjectAt(1)))));
    }
    return new SignerList(List.of(), digests);
  }

  /** Reads the maker's signature; in V1 it is in a sequence and covers the certificate, too. */
  private static Signed byMaker(ASN1Sequence seal, byte[] sealBytes)
      throws IOException, GeneralSecurityException {
    List<byte[]> parts = Der.within(sealBytes);
    if (seal.getObjectAt(1) instanceof ASN1Sequence part) {
      List<byte[]> own = Der.within(parts.get(1));
      return new Signed(
          octets(part.getObjectAt(0)),
          oid(part.getObjectAt(1)),
          bits(part.getObjectAt(2)),
          Der.sequence(parts.get(0), own.get(0), own.get(1)));
    }
    return new Signed(
        octets(seal.getObjectAt(1)),
        oid(seal.getObjectAt(2)),
        bits(seal.getObjectAt(3)),
        parts.get(0));
  }

  private static X509Certificate certificate(byte[] der) throws CertificateException {
    if (Der.isTooDeep(der)) {
      throw new CertificateException("not an X.509 certificate");
    }
    if (CertificateFactory.getInstance("X.509", BC)
            .generateCertificate(new ByteArrayInputStream(der))
        instanceof X509Certificate certificate) {
      return certificate;
    }
    throw new CertificateException("not an X.509 certificate");
  }

  /** Reads a time stamp token, in the encodings in use. */
  private static byte[] token(ASN1Encodable tagged) throws IOException {
    ASN1TaggedObject stamp = ASN1TaggedObject.getInstance(tagged);
    if (!stamp.isExplicit()) {
      return ASN1BitString.getInstance(stamp, false).getOctets();
    }
    ASN1Primitive content = stamp.getExplicitBaseObject().toASN1Primitive();
    if (content instanceof ASN1BitString bits) {
      return bits.getOctets();
    }
    return content instanceof ASN1OctetString octets ? octets.getOctets() : content.getEncoded();
  }

  private static Instant required(@Nullable Instant time) throws SignatureException {
    if (time == null) {
      throw new SignatureException("a time of the seal cannot be read");
    }
    return time;
  }

  int version() {
    return version;
  }

  Seal seal() {
    return seal;
  }

  /** Returns the embedded seal. */
  byte[] sealBytes() {
    return sealBytes;
  }

  Signed bySigner() {
    return bySigner;
  }

  Signed byMaker() {
    return byMaker;
  }

  /** Returns the time that the signer claims; null where it cannot be read. */
  @Nullable Instant claimedTime() {
    return claimedTime;
  }

  /** Returns the SM3 digest of {@code Signature.xml}. */
  byte[] documentDigest() {
    return documentDigest;
  }

  /** Returns the location of {@code Signature.xml}, as the signature names it. */
  String property() {
    return property;
  }

  /** Returns the time stamp token over the signature; null if there is none. */
  byte @Nullable [] timestamp() {
    return timestamp;
  }
}
