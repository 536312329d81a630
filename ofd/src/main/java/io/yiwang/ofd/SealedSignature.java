package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.ofd.Seal.CertificateDigest;
import io.yiwang.ofd.Seal.Picture;
import io.yiwang.ofd.Seal.SignerList;
import io.yiwang.value.ChinaTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * The binary of a seal's signature, read and not yet believed: V1 of GM/T 0031-2014, V4 of GB/T
 * 38540-2020 and V5 of GM/T 0031-2025, distinguished by their first number.
 */
final class SealedSignature {
  private static final Provider BC = new BouncyCastleProvider();
  private static final int V1 = 1;
  private static final int V4 = 4;
  private static final int V5 = 5;
  private static final int TWO_DIGIT_YEAR = 2;

  private static final Pattern TIME =
      Pattern.compile(
          "(?<year>[0-9]{2}|[0-9]{4})[-/]?(?<month>[0-9]{2})[-/]?(?<day>[0-9]{2})[ T]?"
              + "(?<hour>[0-9]{2}):?(?<minute>[0-9]{2}):?(?<second>[0-9]{2})?([.,][0-9]+)?"
              + "(?<zone>Z|[+-][0-9]{2}:?[0-9]{2})?");

  /** A version that is not known here: it can be neither believed nor refuted. */
  static final class UnknownVersionException extends SignatureException {
    private static final long serialVersionUID = 1;

    UnknownVersionException(String message) {
      super(message);
    }
  }

  /** A signature with the certificate that it belongs to and the bytes it is over. */
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

    /**
     * Returns the bytes as they came: the library writes again what it has read, and not always to
     * the byte.
     */
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
    byMaker = maker(sealPart, sealBytes);
    documentDigest = bits(tbs.getObjectAt(3));
    property = string(tbs.getObjectAt(4));
    if (version == V1) {
      claimedTime = firstTime(tbs.getObjectAt(2));
      bySigner =
          new Signed(
              octets(tbs.getObjectAt(5)),
              oid(tbs.getObjectAt(6)),
              bits(outer.getObjectAt(1)),
              over);
      timestamp = null;
      checkSize(outer, 2);
    } else {
      claimedTime = time(tbs.getObjectAt(2));
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
   * Reads one.
   *
   * @throws SignatureException if it is not one; the text quotes nothing of it
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

  /** Returns whether the bytes have the shape of a seal's signature, whatever is in it. */
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
    // V4 and later say of which kind the list is; V1 has certificates and does not say so.
    boolean isTyped = property.getObjectAt(2) instanceof ASN1Integer;
    int at = isTyped ? 4 : 3;
    ASN1Sequence list = ASN1Sequence.getInstance(property.getObjectAt(at - 1));
    boolean isDigests = isTyped && number(property.getObjectAt(2)) == 2;
    return new Seal(
        string(info.getObjectAt(1)),
        string(property.getObjectAt(1)),
        string(header.getObjectAt(2)),
        number(header.getObjectAt(1)),
        required(time(property.getObjectAt(at))),
        required(time(property.getObjectAt(at + 1))),
        required(time(property.getObjectAt(at + 2))),
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
      // A few makers put the certificate itself there.
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

  /** Reads the maker's part; V1 puts it into a sequence and signs the certificate too. */
  private static Signed maker(ASN1Sequence seal, byte[] sealBytes)
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

  private static String oid(ASN1Encodable value) {
    return ASN1ObjectIdentifier.getInstance(value).getId();
  }

  private static int number(ASN1Encodable value) {
    return ASN1Integer.getInstance(value).intValueExact();
  }

  private static byte[] octets(ASN1Encodable value) {
    return ASN1OctetString.getInstance(value).getOctets();
  }

  /** Reads bits, or octets, which some software of the first years wrote where V1 wants bits. */
  private static byte[] bits(ASN1Encodable value) {
    return value instanceof ASN1OctetString octets
        ? octets.getOctets()
        : ASN1BitString.getInstance(value).getOctets();
  }

  /** Reads a string; some software puts GBK where the standard wants UTF-8, or ASCII. */
  private static String string(ASN1Encodable value) throws IOException {
    byte[] bytes =
        value instanceof ASN1UTF8String || value instanceof ASN1IA5String
            ? Der.content(value.toASN1Primitive().getEncoded())
            : null;
    if (bytes == null) {
      return ((ASN1String) value).getString();
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, Charset.forName("GB18030"));
    }
  }

  private static Instant required(@Nullable Instant time) throws SignatureException {
    if (time == null) {
      throw new SignatureException("a time of the seal cannot be read");
    }
    return time;
  }

  /** Reads V1's time, which is bits: the text of a time, a time as ASN.1, or a time stamp. */
  private static @Nullable Instant firstTime(ASN1Encodable value) {
    if (!(value instanceof ASN1BitString || value instanceof ASN1OctetString)) {
      return time(value);
    }
    byte[] bits = bits(value);
    Instant text = time(new String(bits, US_ASCII).strip());
    if (text != null) {
      return text;
    }
    try {
      ASN1Primitive inner = Der.read(bits);
      return inner instanceof ASN1Sequence stamp ? stampTime(stamp) : time(inner);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /**
   * Reads what a time stamp says. It is within what the sealer signs, so that it cannot be over the
   * signature, and is worth what the sealer's own word is.
   *
   * @see "RFC 5652 section 5.1; RFC 3161 section 2.4.2"
   */
  private static @Nullable Instant stampTime(ASN1Sequence contentInfo) throws IOException {
    ASN1Sequence signedData = within(contentInfo.getObjectAt(1));
    ASN1Sequence content = ASN1Sequence.getInstance(signedData.getObjectAt(2));
    ASN1TaggedObject octets = ASN1TaggedObject.getInstance(content.getObjectAt(1));
    ASN1Sequence stamp = ASN1Sequence.getInstance(Der.read(octets(octets.getExplicitBaseObject())));
    return time(stamp.getObjectAt(4));
  }

  private static ASN1Sequence within(ASN1Encodable tagged) {
    return ASN1Sequence.getInstance(ASN1TaggedObject.getInstance(tagged).getExplicitBaseObject());
  }

  private static @Nullable Instant time(ASN1Encodable value) {
    if (value instanceof ASN1GeneralizedTime time) {
      return time(time.getTimeString());
    }
    if (value instanceof ASN1UTCTime time) {
      return time(time.getTime());
    }
    return value instanceof ASN1String text ? time(text.getString().strip()) : null;
  }

  /**
   * Reads a time as ASN.1 has it, or as software in use writes it where the standard leaves the
   * form open. By hand: the library reads a time without zone in the zone of this machine.
   */
  static @Nullable Instant time(String text) {
    // The library writes UTC so.
    Matcher matcher = TIME.matcher(text.replace("GMT", ""));
    if (!matcher.matches()) {
      return null;
    }
    String year = matcher.group("year");
    String second = matcher.group("second");
    String zone = matcher.group("zone");
    int number = Integer.parseInt(year);
    int century = year.length() != TWO_DIGIT_YEAR ? 0 : number < 50 ? 2000 : 1900;
    try {
      // Without a zone it is the time of China, in which these documents are made.
      return LocalDateTime.of(
              century + number,
              Integer.parseInt(matcher.group("month")),
              Integer.parseInt(matcher.group("day")),
              Integer.parseInt(matcher.group("hour")),
              Integer.parseInt(matcher.group("minute")),
              second == null ? 0 : Integer.parseInt(second))
          .toInstant(zone == null ? ChinaTime.ZONE : ZoneOffset.of(zone));
    } catch (DateTimeException e) {
      return null;
    }
  }

  int version() {
    return version;
  }

  Seal seal() {
    return seal;
  }

  /** Returns the seal as it is embedded. */
  byte[] sealBytes() {
    return sealBytes;
  }

  Signed bySigner() {
    return bySigner;
  }

  Signed byMaker() {
    return byMaker;
  }

  /** Returns what the signer claims; null where it cannot be read. */
  @Nullable Instant claimedTime() {
    return claimedTime;
  }

  /** Returns the SM3 digest of {@code Signature.xml}. */
  byte[] documentDigest() {
    return documentDigest;
  }

  /** Returns where {@code Signature.xml} is. */
  String property() {
    return property;
  }

  /** Returns a time stamp token over the signature, not signed by it. */
  byte @Nullable [] timestamp() {
    return timestamp;
  }
}
