package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Mistake.BODY_CHARSET;
import static io.yiwang.identity.doctor.Mistake.BODY_CODING;
import static io.yiwang.identity.doctor.Mistake.BODY_LINE_ENDS;
import static io.yiwang.identity.doctor.Mistake.BODY_RESERIALISED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Lists the bodies that may have been sent before a message was changed on its way. */
final class BodyInterpretations {
  private static final String PART = "body";

  /** The limit for laying out JSON again: several hundred layouts are held in memory at once. */
  private static final int MAX_LAID_OUT = 64 << 10;

  private static final int MAX_REWRITTEN = 2 << 20;
  private static final int MAX_UNPACKED = 2 << 20;
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private BodyInterpretations() {}

  static List<Interpretation<byte[]>> of(byte[] body) {
    List<Interpretation<byte[]>> interpretations = new ArrayList<>();
    interpretations.add(Interpretation.right(body));
    if (body.length > MAX_REWRITTEN) {
      return interpretations; // A few dozen more of its size would be held in memory at once.
    }
    unpacked(body)
        .ifPresent(plain -> interpretations.add(Interpretation.of(plain, BODY_CODING, PART)));
    Optional<String> utf8 = decoded(body, UTF_8);
    for (String text : utf8.stream().toList()) {
      lineEnds(text).forEach(other -> add(interpretations, other, UTF_8, BODY_LINE_ENDS));
      for (String name : List.of("GB18030", "GBK", "UTF-16LE", "UTF-16BE", "ISO-8859-1")) {
        add(interpretations, text, Charset.forName(name), BODY_CHARSET);
      }
      add(interpretations, text, UTF_16, BODY_CHARSET);
      // UTF-8 that was read in another charset, and written as UTF-8 once more.
      for (String name : List.of("ISO-8859-1", "windows-1252", "GB18030")) {
        encoded(text, Charset.forName(name))
            .flatMap(bytes -> decoded(bytes, UTF_8))
            .ifPresent(original -> add(interpretations, original, UTF_8, BODY_CHARSET));
      }
      for (String other : body.length > MAX_LAID_OUT ? Set.<String>of() : JsonLayout.others(text)) {
        add(interpretations, other, UTF_8, BODY_RESERIALISED);
        add(interpretations, other + "\n", UTF_8, BODY_RESERIALISED);
        if (other.contains("\n")) {
          add(interpretations, other.replace("\n", "\r\n"), UTF_8, BODY_RESERIALISED);
        }
      }
    }
    for (Charset from : List.of(Charset.forName("GB18030"), ISO_8859_1)) {
      if (utf8.isEmpty()) {
        decoded(body, from).ifPresent(text -> add(interpretations, text, UTF_8, BODY_CHARSET));
      }
    }
    return interpretations;
  }

  private static List<String> lineEnds(String text) {
    String lf = text.replace("\r\n", "\n").replace('\r', '\n');
    String bare = lf.stripTrailing();
    List<String> others = new ArrayList<>();
    for (String ending : List.of("\n", "\r\n", "\r")) {
      for (String each : List.of(lf, bare, bare + "\n", bare + "\n\n")) {
        others.add(each.replace("\n", ending));
      }
    }
    others.add(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : BYTE_ORDER_MARK + text);
    return others;
  }

  private static void add(
      List<Interpretation<byte[]>> interpretations, String text, Charset charset, Mistake mistake) {
    encoded(text, charset)
        .filter(
            bytes -> interpretations.stream().noneMatch(each -> Arrays.equals(each.value(), bytes)))
        .ifPresent(bytes -> interpretations.add(Interpretation.of(bytes, mistake, PART)));
  }

  static Optional<String> decoded(byte[] bytes, Charset charset) {
    try {
      return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> encoded(String text, Charset charset) {
    try {
      ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(text));
      byte[] copied = new byte[bytes.remaining()];
      bytes.get(copied);
      return Optional.of(copied);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> unpacked(byte[] body) {
    if (body.length < 2 || body[0] != 0x1f || body[1] != (byte) 0x8b) {
      return Optional.empty();
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return Optional.of(in.readNBytes(MAX_UNPACKED));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
