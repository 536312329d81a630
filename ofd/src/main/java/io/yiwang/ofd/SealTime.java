package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.yiwang.value.ChinaTime;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.jspecify.annotations.Nullable;

/** Reads the times in a seal's signature; each is null where it cannot be read. */
final class SealTime {
  private static final int TWO_DIGIT_YEAR = 2;

  private static final Pattern TWO_DIGITS = pattern("[0-9]{2}");
  private static final Pattern FOUR_DIGITS = pattern("[0-9]{4}");

  /** Twelve digits can be either; in a text they are taken for a year of two digits. */
  private static final Pattern TWO_OR_FOUR_DIGITS = pattern("[0-9]{2}|[0-9]{4}");

  private SealTime() {}

  private static Pattern pattern(String year) {
    return Pattern.compile(
        "(?<year>"
            + year
            + ")[-/]?(?<month>[0-9]{2})[-/]?(?<day>[0-9]{2})[ T]?"
            + "(?<hour>[0-9]{2}):?(?<minute>[0-9]{2}):?(?<second>[0-9]{2})?([.,][0-9]+)?"
            + "(?<zone>Z|[+-][0-9]{2}:?[0-9]{2})?");
  }

  /** Reads a time of ASN.1, or a string. */
  static @Nullable Instant of(ASN1Encodable value) {
    if (value instanceof ASN1GeneralizedTime time) {
      return parse(FOUR_DIGITS, time.getTimeString());
    }
    if (value instanceof ASN1UTCTime time) {
      return parse(TWO_DIGITS, time.getTime());
    }
    return value instanceof ASN1String text ? parse(text.getString().strip()) : null;
  }

  /** Reads the time of V1, which is bits: the text of a time, a time of ASN.1, or a time stamp. */
  static @Nullable Instant ofV1(ASN1Encodable value) {
    if (!(value instanceof ASN1BitString || value instanceof ASN1OctetString)) {
      return of(value);
    }
    byte[] bits = Asn1Values.bits(value);
    Instant text = parse(new String(bits, US_ASCII).strip());
    if (text != null) {
      return text;
    }
    try {
      ASN1Primitive inner = Der.read(bits);
      return inner instanceof ASN1Sequence stamp ? timeOfStamp(stamp) : of(inner);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /**
   * Returns the time in a time stamp. The stamp is part of what the sealer signs, so it cannot
   * cover the signature, and proves no more than the sealer's own claim.
   *
   * @see "RFC 5652 section 5.1; RFC 3161 section 2.4.2"
   */
  private static @Nullable Instant timeOfStamp(ASN1Sequence contentInfo) throws IOException {
    ASN1Sequence signedData =
        ASN1Sequence.getInstance(
            ASN1TaggedObject.getInstance(contentInfo.getObjectAt(1)).getExplicitBaseObject());
    ASN1Sequence content = ASN1Sequence.getInstance(signedData.getObjectAt(2));
    ASN1TaggedObject octets = ASN1TaggedObject.getInstance(content.getObjectAt(1));
    ASN1Sequence stamp =
        ASN1Sequence.getInstance(Der.read(Asn1Values.octets(octets.getExplicitBaseObject())));
    return of(stamp.getObjectAt(4));
  }

  /**
   * Reads a time in the form of ASN.1, or in the forms that software in use writes where the
   * standard leaves the form open. The library is not used, since it reads a time without a zone in
   * this machine's zone.
   */
  static @Nullable Instant parse(String text) {
    return parse(TWO_OR_FOUR_DIGITS, text);
  }

  private static @Nullable Instant parse(Pattern pattern, String text) {
    // The library writes UTC as GMT.
    Matcher matcher = pattern.matcher(text.replace("GMT", ""));
    if (!matcher.matches()) {
      return null;
    }
    String year = matcher.group("year");
    String second = matcher.group("second");
    String zone = matcher.group("zone");
    int number = Integer.parseInt(year);
    int century = year.length() != TWO_DIGIT_YEAR ? 0 : number < 50 ? 2000 : 1900;
    try {
      // These documents are made in China, so a time without a zone is China time.
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
}
