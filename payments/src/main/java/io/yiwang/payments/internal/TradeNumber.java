package io.yiwang.payments.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.ContentDigest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Converts a channel's number of a charge to an id for the gateway, and back. Channels use any 1 to
 * 64 visible characters; the gateway takes an id: 1 to 64 of {@code [A-Za-z0-9._-]}.
 *
 * <ul>
 *   <li>A number that is an id, and does not begin with {@code ._} or {@code .-}, is sent
 *       unchanged.
 *   <li>Any other is sent as {@code ._} and its UTF-8 bytes, where each byte outside {@code
 *       [A-Za-z0-9.-]} becomes {@code _} and two hexadecimal digits: {@code 20261102/0001} is
 *       {@code ._20261102_2f0001}. The escape is unique, and can be reversed.
 *   <li>If that were longer than 64 characters, {@code .-} and the base64url SHA-256 of its UTF-8
 *       bytes is sent. Only the journal and the channel know the number then.
 * </ul>
 *
 * @see "IGS/1 section 1, ids"
 */
public final class TradeNumber {
  private static final int LONGEST = 64;
  private static final String ESCAPED = "._";
  private static final String DIGEST = ".-";
  private static final HexFormat HEX = HexFormat.of();

  private TradeNumber() {}

  /** Returns {@code number} if it is 1 to 64 visible characters, and throws otherwise. */
  public static String check(String number, String what) {
    int length = number.codePointCount(0, number.length());
    if (length < 1 || length > LONGEST || !number.codePoints().allMatch(TradeNumber::isVisible)) {
      throw new IllegalArgumentException(
          what + " must be 1 to 64 visible characters, got " + length);
    }
    return number;
  }

  private static boolean isVisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** Returns the id to send for a number. */
  public static String toWire(String number) {
    if (isPlain(number)) {
      return number;
    }
    StringBuilder escaped = new StringBuilder(ESCAPED);
    byte[] bytes = number.getBytes(UTF_8);
    for (byte each : bytes) {
      char character = (char) (each & 0xff);
      if (isOfAlphabet(character) && character != '_') {
        escaped.append(character);
      } else {
        HEX.toHexDigits(escaped.append('_'), each);
      }
    }
    return escaped.length() <= LONGEST
        ? escaped.toString()
        : DIGEST
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ContentDigest.SHA_256.digest(bytes));
  }

  /**
   * Returns the channel's number for an id that was received; an id that is not an escape is
   * returned unchanged.
   */
  public static String fromWire(String wire) {
    if (!wire.startsWith(ESCAPED)) {
      return wire;
    }
    ByteBuffer bytes = ByteBuffer.allocate(wire.length());
    for (int i = ESCAPED.length(); i < wire.length(); i++) {
      char character = wire.charAt(i);
      if (character != '_') {
        bytes.put((byte) character);
      } else if (i + 2 < wire.length()
          && HexFormat.isHexDigit(wire.charAt(i + 1))
          && HexFormat.isHexDigit(wire.charAt(i + 2))) {
        bytes.put((byte) HexFormat.fromHexDigits(wire, i + 1, i + 3));
        i += 2;
      } else {
        return wire;
      }
    }
    try {
      String number = UTF_8.newDecoder().decode(bytes.flip()).toString();
      return toWire(number).equals(wire) ? number : wire;
    } catch (CharacterCodingException e) {
      return wire;
    }
  }

  /**
   * Returns whether a number that the gateway has reported, unescaped if possible, is that of a
   * charge.
   */
  public static boolean isOf(String charged, @Nullable String found) {
    return charged.equals(found)
        || (found != null && found.startsWith(DIGEST) && toWire(charged).equals(found));
  }

  private static boolean isPlain(String number) {
    return number.length() <= LONGEST
        && number.chars().allMatch(character -> isOfAlphabet((char) character))
        && !number.startsWith(ESCAPED)
        && !number.startsWith(DIGEST)
        && !number.equals(".")
        && !number.equals("..");
  }

  private static boolean isOfAlphabet(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }
}
