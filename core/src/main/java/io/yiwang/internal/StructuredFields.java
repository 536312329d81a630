package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Structured fields, as signature and digest headers are: dictionaries whose members are inner
 * lists or byte sequences. What others have put beside ours is read as any such field may be and
 * then passed over; what bears one of our own names must be of the form that the interface gives
 * it, and must not occur twice.
 *
 * @see "RFC 8941 sections 3 and 4; RFC 9651; RFC 9421 section 4"
 */
final class StructuredFields {
  /**
   * An inner list.
   *
   * @param items each as serialised, with its own parameters, such as {@code "signature";req}
   * @param parameters by name: integers, strings without quotes, booleans; all else as a {@link
   *     Bare}
   * @param text the whole as RFC 8941 serialises it, which is what was signed
   */
  record InnerList(List<String> items, Map<String, Object> parameters, String text) {}

  /** A value of a type that none of our own members has, as it is written in the header. */
  record Bare(String text) {}

  private static final char NOT_BASE64 = '?';

  /** The names of members that are ours: a foreign one may be of any form. */
  private static final Set<String> OURS = Set.of(MessageSignature.LABEL, "sha-256", "sm3");

  /** What nearly every answer's headers are made of, so that it is not copied out of each. */
  private static final String[] USUAL = {
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

  private StructuredFields(String text) {
    this.text = text;
  }

  /** Returns the inner lists of a dictionary, as {@code Signature-Input}. */
  static Map<String, InnerList> innerLists(String header) throws MalformedFieldException {
    return new StructuredFields(header).dictionary(InnerList.class);
  }

  /** Returns the byte sequences of a dictionary, as {@code Signature} and digests. */
  static Map<String, byte[]> byteSequences(String header) throws MalformedFieldException {
    return new StructuredFields(header).dictionary(byte[].class);
  }

  /** Returns a byte sequence as it is written in a header. */
  static String serialised(byte[] bytes) {
    byte[] text = new byte[2 + 4 * ((bytes.length + 2) / 3)];
    int length = Base64.getEncoder().encode(bytes, text);
    System.arraycopy(text, 0, text, 1, length);
    text[0] = ':';
    text[length + 1] = ':';
    return new String(text, ISO_8859_1);
  }

  private <T> Map<String, T> dictionary(Class<T> type) throws MalformedFieldException {
    Map<String, T> members = Map.of();
    skip(" ");
    while (true) {
      String key = key();
      Object value = member();
      boolean ours = OURS.contains(key);
      if (ours && !type.isInstance(value)) {
        throw new MalformedFieldException("a member is not of the form that its name asks for");
      }
      // RFC 8941 lets the last of two win; of ours two readers may disagree on that, and then one
      // acts on what the other has not checked.
      if (ours && members.containsKey(key)) {
        throw new MalformedFieldException("a key occurs twice");
      }
      if (type.isInstance(value)) {
        members = with(members, key, type.cast(value));
      } else if (members.containsKey(key)) {
        members = new LinkedHashMap<>(members);
        members.remove(key);
      }
      skip(" \t");
      if (at == text.length()) {
        return members;
      }
      expect(',');
      skip(" \t");
    }
  }

  private static <T> Map<String, T> with(Map<String, T> members, String key, T value) {
    if (members.isEmpty()) {
      return Map.of(key, value);
    }
    Map<String, T> more = members.size() == 1 ? new LinkedHashMap<>(members) : members;
    more.put(key, value);
    return more;
  }

  private Object member() throws MalformedFieldException {
    if (peek() != '=') {
      parameters();
      return true;
    }
    at++;
    if (peek() == '(') {
      return innerList();
    }
    Object value = bareItem();
    parameters();
    return value;
  }

  private InnerList innerList() throws MalformedFieldException {
    int start = at;
    boolean asSerialised = true;
    expect('(');
    List<String> items = new ArrayList<>();
    asSerialised &= !skip(" ");
    while (peek() != ')') {
      items.add(item());
      int blanks = at;
      if (peek() != ')') {
        expect(' ');
      }
      skip(" ");
      asSerialised &= at - blanks == (peek() == ')' ? 0 : 1);
    }
    expect(')');
    int end = at;
    Map<String, Object> parameters = parameters();
    String tail = serialised(parameters);
    String whole =
        asSerialised && text.startsWith(tail, end) && at - end == tail.length()
            ? text.substring(start, at)
            : "(" + String.join(" ", items) + ")" + tail;
    return new InnerList(Collections.unmodifiableList(items), parameters, whole);
  }

  /** Reads an item with its parameters, and returns it serialised. */
  private String item() throws MalformedFieldException {
    int start = at;
    Object value = bareItem();
    String bare = value instanceof String ? since(start) : serialised(value);
    if (peek() != ';') {
      return bare;
    }
    String all = bare + serialised(parameters());
    for (String usual : USUAL) {
      if (usual.equals(all)) {
        return usual;
      }
    }
    return all;
  }

  private static String serialised(Map<String, Object> parameters) {
    if (parameters.isEmpty()) {
      return "";
    }
    // Seldom longer: benchmarks, row "RSA call", KB allocated.
    StringBuilder text = new StringBuilder(160);
    parameters.forEach(
        (key, value) -> {
          text.append(';').append(key);
          if (!Boolean.TRUE.equals(value)) {
            text.append('=').append(serialised(value));
          }
        });
    return text.toString();
  }

  private static String serialised(Object value) {
    if (value instanceof String string) {
      return '"' + string.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
    if (value instanceof byte[] bytes) {
      return serialised(bytes);
    }
    if (value instanceof Boolean truth) {
      return truth ? "?1" : "?0";
    }
    return value instanceof Bare bare ? bare.text() : value.toString();
  }

  private byte[] byteSequence() throws MalformedFieldException {
    expect(':');
    int end = text.indexOf(':', at);
    if (end < 0) {
      throw new MalformedFieldException("a byte sequence does not end");
    }
    // Straight to bytes: a signature would be copied twice more on each call.
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

  /** Reads parameters; of two of one name the last counts. */
  private Map<String, Object> parameters() throws MalformedFieldException {
    if (peek() != ';') {
      return Map.of();
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    while (peek() == ';') {
      at++;
      skip(" ");
      String key = key();
      Object value = true;
      if (peek() == '=') {
        at++;
        value = bareItem();
      }
      parameters.put(key, value);
    }
    return parameters;
  }

  private Object bareItem() throws MalformedFieldException {
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
      at++;
      char truth = peek();
      at++;
      if (truth != '0' && truth != '1') {
        throw new MalformedFieldException("a boolean is neither ?0 nor ?1");
      }
      return truth == '1';
    }
    if (first == '@') {
      at++;
      if (!(number() instanceof Long seconds)) {
        throw new MalformedFieldException("a date has a fraction");
      }
      return new Bare("@" + seconds);
    }
    if (first == '%') {
      return displayString();
    }
    if (first == '*' || isLetter(first)) {
      int start = at;
      while (isTokenCharacter(peek())) {
        at++;
      }
      return new Bare(text.substring(start, at));
    }
    throw new MalformedFieldException("a value is of no known type");
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

  /** Reads a long, or a decimal of at most 12 digits before its point and 1 to 3 behind it. */
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

  /**
   * Reads text in UTF-8, of which nobody asks more than where it ends.
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

  private String string() throws MalformedFieldException {
    int start = at + 1;
    boolean escapes = skipString();
    String value = text.substring(start, at - 1);
    return escapes ? unescaped(value) : value;
  }

  /** Returns whether there are escapes in it. */
  private boolean skipString() throws MalformedFieldException {
    expect('"');
    boolean escapes = false;
    while (peek() != '"') {
      char c = peek();
      at++;
      if (c == '\\') {
        escapes = true;
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
    return escapes;
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

  private String key() throws MalformedFieldException {
    int start = at;
    while (isKeyCharacter(peek(), at == start)) {
      at++;
    }
    if (at == start) {
      throw new MalformedFieldException("a key is missing");
    }
    return since(start);
  }

  private String since(int start) {
    for (String usual : USUAL) {
      if (usual.length() == at - start && text.startsWith(usual, start)) {
        return usual;
      }
    }
    return text.substring(start, at);
  }

  private static boolean isKeyCharacter(char c, boolean first) {
    return (c >= 'a' && c <= 'z')
        || c == '*'
        || (!first && ((c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'));
  }

  private void expect(char c) throws MalformedFieldException {
    if (peek() != c) {
      throw new MalformedFieldException("expected " + c + " at position " + at);
    }
    at++;
  }

  /** Returns whether there was something to skip. */
  private boolean skip(String characters) {
    int start = at;
    while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at > start;
  }

  /** Returns the next character, or NUL at the end, which no rule accepts. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }
}
