package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.yiwang.internal.FieldScanner.Bare;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the structured fields of signatures and digests: dictionaries whose members are inner lists
 * or byte sequences. A member that others have added may be of any valid form and is then ignored;
 * a member with one of our own names must have the form that the interface defines, and must not
 * occur twice.
 *
 * @see "RFC 8941 sections 3 and 4; RFC 9651; RFC 9421 section 4"
 */
final class StructuredFields {
  /**
   * An inner list.
   *
   * @param items the items, each serialised with its own parameters, such as {@code
   *     "signature";req}
   * @param parameters the parameters by name: integers, strings without quotes, booleans; anything
   *     else is a {@link Bare}
   * @param text the whole list as RFC 8941 serialises it, which is what was signed
   */
  record InnerList(List<String> items, Map<String, Object> parameters, String text) {}

  /** The names of our own members. */
  private static final Set<String> OURS = Set.of(MessageSignature.LABEL, "sha-256", "sm3");

  private final FieldScanner scanner;

  private StructuredFields(String text) {
    scanner = new FieldScanner(text);
  }

  /** Returns the inner lists of a dictionary, such as {@code Signature-Input}. */
  static Map<String, InnerList> innerLists(String header) throws MalformedFieldException {
    return new StructuredFields(header).dictionary(InnerList.class);
  }

  /** Returns the byte sequences of a dictionary, such as {@code Signature} and digests. */
  static Map<String, byte[]> byteSequences(String header) throws MalformedFieldException {
    return new StructuredFields(header).dictionary(byte[].class);
  }

  /** Returns a byte sequence in the form in which it is written in a header. */
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
    scanner.skip(" ");
    while (true) {
      String key = scanner.key();
      Object value = member();
      boolean isOurs = OURS.contains(key);
      if (isOurs && !type.isInstance(value)) {
        throw new MalformedFieldException("a member does not have the form that its name requires");
      }
      // RFC 8941 lets the last of two win. Of our own two readers might disagree on that, and then
      // one would act on what the other has not checked.
      if (isOurs && members.containsKey(key)) {
        throw new MalformedFieldException("a key occurs twice");
      }
      if (type.isInstance(value)) {
        members = with(members, key, type.cast(value));
      } else if (members.containsKey(key)) {
        members = new LinkedHashMap<>(members);
        members.remove(key);
      }
      scanner.skip(" \t");
      if (scanner.isAtEnd()) {
        return members;
      }
      scanner.expect(',');
      scanner.skip(" \t");
    }
  }

  /** Adds a member; nearly always there is just one: benchmarks, row "RSA call, bytes". */
  private static <T> Map<String, T> with(Map<String, T> members, String key, T value) {
    if (members.isEmpty()) {
      return Map.of(key, value);
    }
    Map<String, T> more = members.size() == 1 ? new LinkedHashMap<>(members) : members;
    more.put(key, value);
    return more;
  }

  private Object member() throws MalformedFieldException {
    if (!scanner.accept('=')) {
      parameters();
      return true;
    }
    if (scanner.peek() == '(') {
      return innerList();
    }
    Object value = scanner.bareItem();
    parameters();
    return value;
  }

  private InnerList innerList() throws MalformedFieldException {
    int start = scanner.position();
    boolean isSerialised = true;
    scanner.expect('(');
    List<String> items = new ArrayList<>();
    isSerialised &= !scanner.skip(" ");
    while (scanner.peek() != ')') {
      items.add(item());
      int blanks = scanner.position();
      if (scanner.peek() != ')') {
        scanner.expect(' ');
      }
      scanner.skip(" ");
      isSerialised &= scanner.position() - blanks == (scanner.peek() == ')' ? 0 : 1);
    }
    scanner.expect(')');
    int end = scanner.position();
    Map<String, Object> parameters = parameters();
    String whole =
        isSerialised && isSerialised(parameters, end)
            ? scanner.since(start)
            : "(" + String.join(" ", items) + ")" + serialised(parameters);
    return new InnerList(Collections.unmodifiableList(items), parameters, whole);
  }

  /** Reads an item with its parameters, and returns it serialised. */
  private String item() throws MalformedFieldException {
    String common = scanner.commonItem();
    return common != null ? common : serialised(scanner.bareItem()) + serialised(parameters());
  }

  /** Reads parameters; of two with one name the last counts. */
  private Map<String, Object> parameters() throws MalformedFieldException {
    if (scanner.peek() != ';') {
      return Map.of();
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    while (scanner.accept(';')) {
      scanner.skip(" ");
      String key = scanner.key();
      parameters.put(key, scanner.accept('=') ? scanner.bareItem() : true);
    }
    return parameters;
  }

  /**
   * Returns whether the parameters that have been read from there were as serialised, which nearly
   * all are. They are compared where they are: benchmarks, row "RSA call, bytes".
   */
  private boolean isSerialised(Map<String, Object> parameters, int from) {
    int next = from;
    for (Map.Entry<String, Object> each : parameters.entrySet()) {
      next = scanner.after(each.getKey(), scanner.after(";", next));
      if (each.getValue() instanceof String value && isPlain(value)) {
        next = scanner.after("\"", scanner.after(value, scanner.after("=\"", next)));
      } else if (!Boolean.TRUE.equals(each.getValue())) {
        next = scanner.after(serialised(each.getValue()), scanner.after("=", next));
      }
    }
    return next == scanner.position();
  }

  /** Returns whether a string is written without escapes. */
  private static boolean isPlain(String value) {
    return value.indexOf('\\') < 0 && value.indexOf('"') < 0;
  }

  private static String serialised(Map<String, Object> parameters) {
    StringBuilder text = new StringBuilder();
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
}
