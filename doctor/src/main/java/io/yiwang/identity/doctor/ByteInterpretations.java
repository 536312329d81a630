package io.yiwang.identity.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Lists the bytes that the text of a header's member may represent. */
final class ByteInterpretations {
  private ByteInterpretations() {}

  /**
   * Returns the possible bytes. The first are those by the syntax, if the text follows it.
   *
   * @param member the text after the equals sign
   * @param length the least number of bytes, which tells hexadecimal from base64
   */
  static List<Interpretation<byte[]>> of(String member, String part, int length) {
    List<Interpretation<byte[]>> interpretations = new ArrayList<>();
    boolean syntax = member.length() > 1 && member.startsWith(":") && member.endsWith(":");
    String text = member.replaceAll("^[:\"]+|[:\"]+$", "");
    Interpretation<String> start =
        syntax ? Interpretation.right(text) : Interpretation.of(text, Mistake.FIELD_SYNTAX, part);
    if (text.matches("\\S*\\s[\\s\\S]*")) {
      start =
          start.then(
              Interpretation.of(text.replaceAll("\\s+", ""), Mistake.BASE64_LINE_BREAKS, part));
    }
    if (start.value().contains("#")) {
      add(interpretations, start.with(start.value().getBytes(ISO_8859_1)));
      return interpretations;
    }
    addBase64(interpretations, start, part);
    for (Interpretation<byte[]> once : List.copyOf(interpretations)) {
      String within = new String(once.value(), ISO_8859_1);
      hex(within, length)
          .ifPresent(
              bytes ->
                  add(
                      interpretations,
                      once.then(Interpretation.of(bytes, Mistake.HEX_FOR_BASE64, part))));
      if (once.value().length >= length && within.matches("[A-Za-z0-9+/]+={0,2}")) {
        base64(within)
            .ifPresent(
                bytes ->
                    add(
                        interpretations,
                        once.then(Interpretation.of(bytes, Mistake.BASE64_TWICE, part))));
      }
    }
    Interpretation<String> from = start;
    hex(start.value(), length)
        .ifPresent(
            bytes ->
                add(
                    interpretations,
                    from.then(Interpretation.of(bytes, Mistake.HEX_FOR_BASE64, part))));
    return interpretations;
  }

  /** Returns the text itself and, where it is base64 of a text, that text. */
  static List<Interpretation<String>> texts(String member, String part) {
    List<Interpretation<String>> texts = new ArrayList<>();
    texts.add(Interpretation.right(member.replaceAll("^[:\"]+|[:\"]+$", "")));
    of(member, part, Integer.MAX_VALUE / 2)
        .forEach(bytes -> texts.add(bytes.with(new String(bytes.value(), ISO_8859_1))));
    return texts;
  }

  private static void addBase64(
      List<Interpretation<byte[]>> interpretations, Interpretation<String> text, String part) {
    String standard = text.value().replace('-', '+').replace('_', '/').replace("=", "");
    String padded = standard + "=".repeat((4 - standard.length() % 4) % 4);
    Optional<byte[]> bytes = base64(padded);
    if (bytes.isPresent()) {
      add(
          interpretations,
          padded.equals(text.value())
              ? text.with(bytes.get())
              : text.then(Interpretation.of(bytes.get(), Mistake.BASE64_ALPHABET, part)));
    }
  }

  private static void add(
      List<Interpretation<byte[]>> interpretations, Interpretation<byte[]> interpretation) {
    if (interpretations.stream()
        .noneMatch(each -> Arrays.equals(each.value(), interpretation.value()))) {
      interpretations.add(interpretation);
    }
  }

  private static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> hex(String text, int length) {
    String digits = text.strip();
    return digits.length() >= 2 * length - 2
            && digits.length() % 2 == 0
            && digits.matches("[0-9a-fA-F]+")
        ? Optional.of(HexFormat.of().parseHex(digits))
        : Optional.empty();
  }
}
