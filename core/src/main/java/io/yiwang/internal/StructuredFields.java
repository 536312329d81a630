package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of RFC 8941 that signature and digest headers use: dictionaries of inner lists of
 * strings, and dictionaries of byte sequences. Anything else is refused.
 *
 * @see "RFC 8941 sections 3.1.1, 3.2 and 4.2; RFC 9421 section 4"
 */
final class StructuredFields {
  /** The text is not of the form; nothing of it is quoted. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String what) {
      super(what);
    }
  }

  /**
   * An inner list.
   *
   * @param items each as serialised, with its own parameters, such as {@code "signature";req}
   * @param parameters integers and strings by name, strings without quotes; true where there is no
   *     value
   * @param text the whole as it stands in the header, which is what was signed
   */
  record InnerList(List<String> items, Map<String, Object> parameters, String text) {}

  private static final char NOT_BASE64 = '?';

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

  /** A dictionary whose members are inner lists, as {@code Signature-Input}. */
  static Map<String, InnerList> innerLists(String header) throws MalformedException {
    return new StructuredFields(header).dictionary(StructuredFields::innerList);
  }

  /** A dictionary whose members are byte sequences, as {@code Signature} and digests. */
  static Map<String, byte[]> byteSequences(String header) throws MalformedException {
    return new StructuredFields(header).dictionary(StructuredFields::byteSequence);
  }

  /** A byte sequence as it stands in a header. */
  static String serialised(byte[] bytes) {
    byte[] text = new byte[2 + 4 * ((bytes.length + 2) / 3)];
    int length = Base64.getEncoder().encode(bytes, text);
    System.arraycopy(text, 0, text, 1, length);
    text[0] = ':';
    text[length + 1] = ':';
    return new String(text, ISO_8859_1);
  }

  private interface Member<T> {
    T read(StructuredFields from) throws MalformedException;
  }

  private <T> Map<String, T> dictionary(Member<T> member) throws MalformedException {
    Map<String, T> members = Map.of();
    skip(" ");
    while (true) {
      String key = key();
      expect('=');
      T value = member.read(this);
      // RFC 8941 lets the last of two win; two readers may disagree on that, so neither does here.
      if (members.containsKey(key)) {
        throw new MalformedException("a key stands twice");
      }
      if (members.isEmpty()) {
        members = Map.of(key, value);
      } else {
        members = members.size() == 1 ? new LinkedHashMap<>(members) : members;
        members.put(key, value);
      }
      skip(" \t");
      if (at == text.length()) {
        return members;
      }
      expect(',');
      skip(" \t");
    }
  }

  private InnerList innerList() throws MalformedException {
    int start = at;
    expect('(');
    List<String> items = new ArrayList<>();
    skip(" ");
    while (peek() != ')') {
      int from = at;
      skipString();
      parameters();
      items.add(since(from));
      if (peek() != ')') {
        expect(' ');
      }
      skip(" ");
    }
    expect(')');
    Map<String, Object> parameters = parameters();
    return new InnerList(
        Collections.unmodifiableList(items), parameters, text.substring(start, at));
  }

  private byte[] byteSequence() throws MalformedException {
    expect(':');
    int end = text.indexOf(':', at);
    if (end < 0) {
      throw new MalformedException("a byte sequence does not end");
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
      parameters();
      return bytes;
    } catch (IllegalArgumentException e) {
      throw new MalformedException("a byte sequence is not base64");
    }
  }

  private Map<String, Object> parameters() throws MalformedException {
    if (peek() != ';') {
      return Map.of();
    }
    Map<String, Object> parameters = new LinkedHashMap<>(8);
    while (peek() == ';') {
      at++;
      skip(" ");
      String key = key();
      Object value = true;
      if (peek() == '=') {
        at++;
        value = bareItem();
      }
      if (parameters.put(key, value) != null) {
        throw new MalformedException("a parameter stands twice");
      }
    }
    return parameters;
  }

  private Object bareItem() throws MalformedException {
    char first = peek();
    if (first == '"') {
      return string();
    }
    if (first == '-' || (first >= '0' && first <= '9')) {
      int start = at++;
      while (peek() >= '0' && peek() <= '9') {
        at++;
      }
      int digits = at - start - (first == '-' ? 1 : 0);
      if (digits < 1 || digits > 15) {
        throw new MalformedException("an integer must have 1 to 15 digits");
      }
      return Long.valueOf(text.substring(start, at));
    }
    throw new MalformedException("a parameter is neither a string nor an integer");
  }

  private String string() throws MalformedException {
    int start = at + 1;
    boolean escapes = skipString();
    String value = text.substring(start, at - 1);
    return escapes ? unescaped(value) : value;
  }

  /** Returns whether there are escapes in it. */
  private boolean skipString() throws MalformedException {
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
          throw new MalformedException("a string has an unknown escape");
        }
      }
      if (c < 0x20 || c > 0x7e) {
        throw new MalformedException("a string does not end, or is not printable ASCII");
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

  private String key() throws MalformedException {
    int start = at;
    while (isKeyCharacter(peek(), at == start)) {
      at++;
    }
    if (at == start) {
      throw new MalformedException("a key is missing");
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

  private void expect(char c) throws MalformedException {
    if (peek() != c) {
      throw new MalformedException("expected " + c + " at position " + at);
    }
    at++;
  }

  private void skip(String characters) {
    while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /** The character at hand, or NUL at the end, which no rule accepts. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }
}
