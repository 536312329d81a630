package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys and bare items of a structured field, from left to right. Not thread-safe.
 *
 * @see "RFC 8941 section 4.2; RFC 9651"
 */
final class FieldScanner {
  /** A value of a type that none of our own members has, in the form in which it is serialised. */
  record Bare(String text) {}

  private static final char NOT_BASE64 = '?';

  /**
   * The parts of nearly every answer's headers, which are not copied out of each: benchmarks, row
   * "RSA call, bytes".
   */
  private static final String[] COMMON = {
    MessageSignature.LABEL,
    "sha-256",
    "sm3",
    "\"@status\"",
    "\"content-type\"",
    "\"content-digest\"",
    "\"idempotency-replayed\"",
    MessageSignature.REQUEST_SIGNATURE,
    "created",
    "expires",
    "nonce",
    "keyid",
    "alg",
    "tag"
  };

  private final String text;
  private int at;

  FieldScanner(String text) {
    this.text = text;
  }

  /**
   * Reads one of the common items of an inner list, of which no part is copied then. Returns null
   * if none of them is next.
   */
  @Nullable String commonItem() {
    for (String common : COMMON) {
      int end = at + common.length();
      if (common.startsWith("\"")
          && text.startsWith(common, at)
          && end < text.length()
          && " )".indexOf(text.charAt(end)) >= 0) {
        at = end;
        return common;
      }
    }
    return null;
  }

  /** Returns the index of the next character. */
  int position() {
    return at;
  }

  boolean isAtEnd() {
    return at == text.length();
  }

  /** Returns the next character, or NUL at the end, which no rule accepts. */
  char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  /** Reads the next character if it is this one. */
  boolean accept(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  void expect(char c) throws MalformedFieldException {
    if (!accept(c)) {
      throw new MalformedFieldException("expected " + c + " at position " + at);
    }
  }

  /** Skips any of these characters, and returns whether there were some. */
  boolean skip(String characters) {
    int start = at;
    while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at > start;
  }

  /** Returns what has been read since a position. */
  String since(int start) {
    for (String common : COMMON) {
      if (isSince(start, common)) {
        return common;
      }
    }
    return text.substring(start, at);
  }

  /** Returns where an expected text ends; before the whole text if it does not start there. */
  int after(String expected, int start) {
    return start >= 0 && text.startsWith(expected, start) ? start + expected.length() : -1;
  }

  /** Returns whether exactly this text has been read since a position. */
  boolean isSince(int start, String expected) {
    return expected.length() == at - start && text.startsWith(expected, start);
  }

  String key() throws MalformedFieldException {
    int start = at;
    while (isKeyCharacter(peek(), at == start)) {
      at++;
    }
    if (at == start) {
      throw new MalformedFieldException("a key is missing");
    }
    return since(start);
  }

  /**
   * Reads a String, Long, Boolean or {@code byte[]}; a value of any other type is a {@link Bare}.
   */
  Object bareItem() throws MalformedFieldException {
    char first = peek();
    if (first == '"') {
      return string();
    }
    if (first == '-' || isDigit(first)) {
      return number();
    }
    if (first == ':') {
      return byteSequence();
    }
    if (first == '?') {
      return truth();
    }
    if (first == '@') {
      return date();
    }
    if (first == '%') {
      return displayString();
    }
    if (first == '*' || isLetter(first)) {
      return token();
    }
    throw new MalformedFieldException("a value is of no known type");
  }

  private boolean truth() throws MalformedFieldException {
    expect('?');
    char truth = peek();
    at++;
    if (truth != '0' && truth != '1') {
      throw new MalformedFieldException("a boolean is neither ?0 nor ?1");
    }
    return truth == '1';
  }

  private Bare date() throws MalformedFieldException {
    expect('@');
    if (!(number() instanceof Long seconds)) {
      throw new MalformedFieldException("a date has a fraction");
    }
    return new Bare("@" + seconds);
  }

  private Bare token() {
    int start = at;
    while (isTokenCharacter(peek())) {
      at++;
    }
    return new Bare(text.substring(start, at));
  }

  /** Reads a long, or a decimal of at most 12 digits before its point and 1 to 3 after it. */
  private Object number() throws MalformedFieldException {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int whole = digits();
    if (peek() != '.') {
      if (whole < 1 || whole > 15) {
        throw new MalformedFieldException("an integer must have 1 to 15 digits");
      }
      return Long.valueOf(text.substring(start, at));
    }
    at++;
    int fraction = digits();
    if (whole < 1 || whole > 12 || fraction < 1 || fraction > 3) {
      throw new MalformedFieldException("a decimal must have 1 to 12 digits, a point and 1 to 3");
    }
    BigDecimal value = new BigDecimal(text.substring(start, at)).stripTrailingZeros();
    return new Bare(value.setScale(Math.max(1, value.scale())).toPlainString());
  }

  private int digits() {
    int start = at;
    while (isDigit(peek())) {
      at++;
    }
    return at - start;
  }

  private byte[] byteSequence() throws MalformedFieldException {
    expect(':');
    int end = text.indexOf(':', at);
    if (end < 0) {
      throw new MalformedFieldException("a byte sequence does not end");
    }
    // Copied to bytes directly, once for each signature: benchmarks, row "RSA call, bytes".
    byte[] encoded = new byte[end - at];
    for (int i = 0; i < encoded.length; i++) {
      char c = text.charAt(at + i);
      encoded[i] = (byte) (c < 0x80 ? c : NOT_BASE64);
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(encoded);
      at = end + 1;
      return bytes;
    } catch (IllegalArgumentException e) {
      throw new MalformedFieldException("a byte sequence is not base64");
    }
  }

  private String string() throws MalformedFieldException {
    int start = at + 1;
    boolean hasEscapes = skipString();
    String value = text.substring(start, at - 1);
    return hasEscapes ? unescaped(value) : value;
  }

  /** Skips a string, and returns whether there are escapes in it. */
  private boolean skipString() throws MalformedFieldException {
    expect('"');
    boolean hasEscapes = false;
    while (peek() != '"') {
      char c = peek();
      at++;
      if (c == '\\') {
        hasEscapes = true;
        c = peek();
        at++;
        if (c != '"' && c != '\\') {
          throw new MalformedFieldException("a string has an unknown escape");
        }
      }
      if (c < 0x20 || c > 0x7e) {
        throw new MalformedFieldException("a string does not end, or is not printable ASCII");
      }
    }
    at++;
    return hasEscapes;
  }

  private static String unescaped(String value) {
    StringBuilder unescaped = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) == '\\') {
        i++;
      }
      unescaped.append(value.charAt(i));
    }
    return unescaped.toString();
  }

  /**
   * Reads text in UTF-8; only its end matters to the caller.
   *
   * @see "RFC 9651 section 4.2.10"
   */
  private Bare displayString() throws MalformedFieldException {
    int start = at++;
    expect('"');
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (peek() != '"') {
      char c = peek();
      at++;
      if (c < 0x20 || c > 0x7e) {
        throw new MalformedFieldException(
            "a display string does not end, or is not printable ASCII");
      }
      bytes.write(c == '%' ? lowerHex() << 4 | lowerHex() : c);
    }
    at++;
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
    } catch (CharacterCodingException e) {
      throw new MalformedFieldException("a display string is not UTF-8");
    }
    return new Bare(text.substring(start, at));
  }

  private int lowerHex() throws MalformedFieldException {
    int digit = "0123456789abcdef".indexOf(peek());
    if (digit < 0) {
      throw new MalformedFieldException("a display string has an unknown escape");
    }
    at++;
    return digit;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isTokenCharacter(char c) {
    return isLetter(c) || isDigit(c) || (c != '\0' && ":/!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  private static boolean isKeyCharacter(char c, boolean isFirst) {
    return (c >= 'a' && c <= 'z')
        || c == '*'
        || (!isFirst && (isDigit(c) || c == '_' || c == '-' || c == '.'));
  }
}
