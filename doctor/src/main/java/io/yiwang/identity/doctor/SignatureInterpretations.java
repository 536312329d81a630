package io.yiwang.identity.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.util.Arrays;
import org.bouncycastle.util.BigIntegers;

/** Lists the signatures that a header's text may represent. */
final class SignatureInterpretations {
  private static final String PART = "signature";
  private static final int NUMBER_BYTES = 32;

  private SignatureInterpretations() {}

  /**
   * Returns all interpretations of the member's text.
   *
   * @param twoNumbers whether the signature should be two numbers, as those of SM2 and ECDSA
   */
  static List<Interpretation<byte[]>> of(String member, boolean twoNumbers) {
    List<Interpretation<byte[]>> interpretations = new ArrayList<>();
    for (Interpretation<byte[]> bytes :
        ByteInterpretations.of(member, PART, 2 * NUMBER_BYTES - 4)) {
      interpretations.add(bytes);
      if (twoNumbers) {
        asNumbers(bytes.value()).forEach(raw -> interpretations.add(bytes.then(raw)));
      }
    }
    if (twoNumbers) {
      ByteInterpretations.texts(member, PART)
          .forEach(
              text -> asDigits(text.value()).forEach(raw -> interpretations.add(text.then(raw))));
    }
    return interpretations;
  }

  /** Reads hexadecimal numbers that lost leading zeros digit by digit, not byte by byte. */
  private static List<Interpretation<byte[]>> asDigits(String text) {
    List<Interpretation<byte[]>> interpretations = new ArrayList<>();
    int most = 2 * NUMBER_BYTES;
    if (text.matches("[0-9a-fA-F]{116,127}")) {
      for (int digits = most - 6; digits <= most; digits++) {
        int rest = text.length() - digits;
        if (rest >= most - 6 && rest <= most) {
          add(
              interpretations,
              new BigInteger(text.substring(0, digits), 16),
              new BigInteger(text.substring(digits), 16),
              Mistake.HALVES_UNPADDED);
        }
      }
    }
    Interpretation<String> hex = Interpretation.of(text, Mistake.HEX_FOR_BASE64, PART);
    return interpretations.stream().map(hex::then).toList();
  }

  private static List<Interpretation<byte[]>> asNumbers(byte[] signature) {
    List<Interpretation<byte[]>> interpretations = new ArrayList<>();
    der(signature, interpretations);
    text(new String(signature, ISO_8859_1), interpretations);
    int length = signature.length;
    for (int half = NUMBER_BYTES - 3; half <= NUMBER_BYTES + 1; half++) {
      int rest = length - half;
      boolean right = half == NUMBER_BYTES && rest == NUMBER_BYTES;
      if (rest >= NUMBER_BYTES - 3 && rest <= NUMBER_BYTES + 1 && !right) {
        add(
            interpretations,
            new BigInteger(1, Arrays.copyOf(signature, half)),
            new BigInteger(1, Arrays.copyOfRange(signature, half, length)),
            Mistake.HALVES_UNPADDED);
      }
    }
    if (length == 2 * NUMBER_BYTES) {
      BigInteger first = number(signature, 0, NUMBER_BYTES);
      BigInteger second = number(signature, NUMBER_BYTES, NUMBER_BYTES);
      add(interpretations, second, first, Mistake.HALVES_SWAPPED);
      add(
          interpretations,
          new BigInteger(1, Arrays.reverse(Arrays.copyOf(signature, NUMBER_BYTES))),
          new BigInteger(1, Arrays.reverse(Arrays.copyOfRange(signature, NUMBER_BYTES, length))),
          Mistake.HALVES_LITTLE_ENDIAN);
    }
    longer(signature, interpretations);
    lowS(signature, interpretations);
    return interpretations;
  }

  private static BigInteger number(byte[] bytes, int from, int length) {
    return new BigInteger(1, Arrays.copyOfRange(bytes, from, from + length));
  }

  /** Adds the interpretations with more than two numbers, or with fields of 64 bytes. */
  private static void longer(byte[] signature, List<Interpretation<byte[]>> interpretations) {
    int length = signature.length;
    int both = 2 * NUMBER_BYTES;
    if (length == both + 1 && signature[0] == 4) {
      add(
          interpretations,
          number(signature, 1, NUMBER_BYTES),
          number(signature, 1 + NUMBER_BYTES, NUMBER_BYTES),
          Mistake.PREFIX_BEFORE_R);
    }
    if (length == 2 * both) {
      add(
          interpretations,
          number(signature, 0, both),
          number(signature, both, both),
          Mistake.DEVICE_STRUCTURE);
      // Some devices fill the fields from the left.
      add(
          interpretations,
          number(signature, 0, NUMBER_BYTES),
          number(signature, both, NUMBER_BYTES),
          Mistake.DEVICE_STRUCTURE);
    }
    if (length == 2 * both || length == 2 * both + 1) {
      add(
          interpretations,
          number(signature, 0, NUMBER_BYTES),
          number(signature, NUMBER_BYTES, NUMBER_BYTES),
          Mistake.KEY_APPENDED);
    }
  }

  /** Adds n - s for SM2's curve; an ECDSA signature verifies with either number. */
  private static void lowS(byte[] signature, List<Interpretation<byte[]>> interpretations) {
    List<Interpretation<byte[]>> raw = new ArrayList<>();
    if (signature.length == 2 * NUMBER_BYTES) {
      raw.add(Interpretation.right(signature));
    }
    interpretations.stream()
        .filter(each -> each.findings().get(0).mistake() == Mistake.DER_FOR_RAW)
        .forEach(raw::add);
    for (Interpretation<byte[]> each : raw) {
      BigInteger r = number(each.value(), 0, NUMBER_BYTES);
      BigInteger s = number(each.value(), NUMBER_BYTES, NUMBER_BYTES);
      List<Interpretation<byte[]>> negative = new ArrayList<>();
      if (s.compareTo(EcCurves.SM2.getN()) < 0) {
        add(negative, r, EcCurves.SM2.getN().subtract(s), Mistake.LOW_S);
      }
      negative.forEach(other -> interpretations.add(each.then(other)));
    }
  }

  private static void der(byte[] signature, List<Interpretation<byte[]>> interpretations) {
    try {
      if (ASN1Primitive.fromByteArray(signature) instanceof ASN1Sequence numbers
          && numbers.size() == 2
          && numbers.getObjectAt(0) instanceof ASN1Integer r
          && numbers.getObjectAt(1) instanceof ASN1Integer s) {
        // Read as positive: some writers omit the 00 before a leading bit that is set.
        add(interpretations, r.getPositiveValue(), s.getPositiveValue(), Mistake.DER_FOR_RAW);
      }
    } catch (IOException | IllegalArgumentException e) {
      // It is not DER.
    }
  }

  private static void text(String text, List<Interpretation<byte[]>> interpretations) {
    String[] halves = text.split("#", -1);
    if (halves.length != 2) {
      return;
    }
    for (int radix : List.of(16, 10)) {
      if (halves[0].matches(radix == 16 ? "[0-9a-fA-F]{1,64}" : "\\d{1,78}")
          && halves[1].matches(radix == 16 ? "[0-9a-fA-F]{1,64}" : "\\d{1,78}")) {
        add(
            interpretations,
            new BigInteger(halves[0], radix),
            new BigInteger(halves[1], radix),
            Mistake.HALVES_AS_TEXT);
      }
    }
    List<byte[]> decoded = new ArrayList<>();
    for (String half : halves) {
      ByteInterpretations.of(":" + half + ":", PART, NUMBER_BYTES - 3).stream()
          .filter(interpretation -> interpretation.findings().isEmpty())
          .forEach(interpretation -> decoded.add(interpretation.value()));
    }
    if (decoded.size() == 2) {
      add(
          interpretations,
          new BigInteger(1, decoded.get(0)),
          new BigInteger(1, decoded.get(1)),
          Mistake.HALVES_AS_TEXT);
    }
  }

  private static void add(
      List<Interpretation<byte[]>> interpretations, BigInteger r, BigInteger s, Mistake mistake) {
    if (r.bitLength() <= 8 * NUMBER_BYTES && s.bitLength() <= 8 * NUMBER_BYTES) {
      byte[] raw =
          Arrays.concatenate(
              BigIntegers.asUnsignedByteArray(NUMBER_BYTES, r),
              BigIntegers.asUnsignedByteArray(NUMBER_BYTES, s));
      interpretations.add(Interpretation.of(raw, mistake, PART));
    }
  }
}
