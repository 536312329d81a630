package io.yiwang.identity.doctor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a JSON document in the ways in which common libraries write it. */
final class JsonLayout {
  /**
   * Holds a library's separators and indentation.
   *
   * @param step one level of indentation; empty where everything is on one line
   * @param flatArrays whether the elements of an array are on one line, as Jackson writes them
   */
  private record Style(
      String comma, String colon, String step, String emptyBlank, boolean flatArrays) {}

  private static final List<Style> STYLES =
      List.of(
          new Style(",", ":", "", "", false),
          new Style(", ", ": ", "", "", false),
          new Style(",", ": ", "", "", false),
          new Style(",", ": ", "  ", "", false),
          new Style(",", ": ", "    ", "", false),
          new Style(",", ": ", "\t", "", false),
          new Style(",", ":", "\t", "", false),
          new Style(",", " : ", "  ", " ", true));

  private static final Pattern UNICODE_ESCAPE = Pattern.compile("(?<!\\\\)\\\\u([0-9a-fA-F]{4})");

  private static final List<UnaryOperator<String>> SCALARS =
      List.of(
          token -> token,
          token -> unescaped(token),
          token -> escaped(token, "u%04x"),
          token -> escaped(token, "u%04X"),
          token -> token.startsWith("\"") ? token.replaceAll("(?<!\\\\)/", "\\\\/") : token,
          token -> token.startsWith("\"") ? token.replace("\\/", "/") : token,
          JsonLayout::safeInHtml,
          token -> token.matches("-?\\d+") ? token + ".0" : token,
          token -> token.replaceFirst("^(-?\\d+)\\.0$", "$1"));

  private final String text;
  private int at;

  private JsonLayout(String text) {
    this.text = text;
  }

  /** Returns all other layouts of a text; none if it is not JSON. */
  static Set<String> others(String text) {
    JsonLayout reader = new JsonLayout(text);
    Optional<Object> document = reader.value(0);
    reader.skipBlanks();
    Set<String> others = new LinkedHashSet<>();
    if (document.isEmpty() || reader.at < text.length()) {
      return others;
    }
    Object read = document.get();
    List<Object> members =
        List.of(read, sorted(read), withoutNulls(read), sorted(withoutNulls(read)));
    for (Object each : members) {
      for (Style style : STYLES) {
        for (UnaryOperator<String> scalars : SCALARS) {
          StringBuilder out = new StringBuilder();
          write(each, style, scalars, "", out);
          others.add(out.toString());
        }
      }
    }
    others.remove(text);
    return others;
  }

  /**
   * Reads a value: {@link Members} or {@link Elements}, or a scalar as a String, exactly as it is
   * written.
   */
  private Optional<Object> value(int depth) {
    skipBlanks();
    if (at == text.length() || depth > 100) {
      return Optional.empty();
    }
    return switch (text.charAt(at)) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      default -> scalar();
    };
  }

  private Optional<Object> object(int depth) {
    List<Map.Entry<String, Object>> members = new ArrayList<>();
    at++;
    if (taken('}')) {
      return Optional.of(new Members(members));
    }
    do {
      skipBlanks();
      Optional<Object> name = scalar();
      if (name.isEmpty() || !(name.get() instanceof String key) || !taken(':')) {
        return Optional.empty();
      }
      Optional<Object> value = value(depth + 1);
      if (value.isEmpty()) {
        return value;
      }
      members.add(Map.entry(key, value.get()));
    } while (taken(','));
    return taken('}') ? Optional.of(new Members(members)) : Optional.empty();
  }

  private record Members(List<Map.Entry<String, Object>> list) {}

  private record Elements(List<Object> list) {}

  private Optional<Object> array(int depth) {
    List<Object> elements = new ArrayList<>();
    at++;
    if (taken(']')) {
      return Optional.of(new Elements(elements));
    }
    do {
      Optional<Object> value = value(depth + 1);
      if (value.isEmpty()) {
        return value;
      }
      elements.add(value.get());
    } while (taken(','));
    return taken(']') ? Optional.of(new Elements(elements)) : Optional.empty();
  }

  private Optional<Object> scalar() {
    int start = at;
    if (at < text.length() && text.charAt(at) == '"') {
      at++;
      while (at < text.length() && text.charAt(at) != '"') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      at++;
      return at <= text.length() ? Optional.of(text.substring(start, at)) : Optional.empty();
    }
    while (at < text.length() && "{}[],: \t\r\n\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at > start ? Optional.of(text.substring(start, at)) : Optional.empty();
  }

  private boolean taken(char c) {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private static Object sorted(Object value) {
    if (value instanceof Members members) {
      Map<String, Object> sorted = new TreeMap<>();
      members.list().forEach(member -> sorted.put(member.getKey(), sorted(member.getValue())));
      return new Members(List.copyOf(sorted.entrySet()));
    }
    return value instanceof Elements elements
        ? new Elements(elements.list().stream().map(JsonLayout::sorted).toList())
        : value;
  }

  private static Object withoutNulls(Object value) {
    if (value instanceof Members members) {
      return new Members(
          members.list().stream()
              .filter(member -> !member.getValue().equals("null"))
              .map(member -> Map.entry(member.getKey(), withoutNulls(member.getValue())))
              .toList());
    }
    return value instanceof Elements elements
        ? new Elements(elements.list().stream().map(JsonLayout::withoutNulls).toList())
        : value;
  }

  private static void write(
      Object value, Style style, UnaryOperator<String> scalars, String indent, StringBuilder out) {
    String deeper = indent + style.step();
    if (value instanceof Members members) {
      String separator = "{";
      for (Map.Entry<String, Object> member : members.list()) {
        out.append(separator).append(style.step().isEmpty() ? "" : "\n" + deeper);
        out.append(scalars.apply(member.getKey())).append(style.colon());
        write(member.getValue(), style, scalars, deeper, out);
        separator = style.comma();
      }
      close(
          members.list().isEmpty(),
          "{",
          "}",
          style,
          style.step().isEmpty() ? "" : "\n" + indent,
          out);
    } else if (value instanceof Elements elements) {
      boolean flat = style.step().isEmpty() || style.flatArrays();
      String separator = "[";
      for (Object element : elements.list()) {
        out.append(separator).append(flat ? style.flatArrays() ? " " : "" : "\n" + deeper);
        write(element, style, scalars, flat ? indent : deeper, out);
        separator = style.comma();
      }
      String end = flat ? style.flatArrays() ? " " : "" : "\n" + indent;
      close(elements.list().isEmpty(), "[", "]", style, end, out);
    } else {
      out.append(scalars.apply((String) value));
    }
  }

  private static void close(
      boolean empty, String open, String close, Style style, String before, StringBuilder out) {
    out.append(empty ? open + style.emptyBlank() : before).append(close);
  }

  private static String escaped(String token, String form) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      escaped.append(c < 0x80 ? String.valueOf(c) : ("\\" + form).formatted((int) c));
    }
    return escaped.toString();
  }

  /** Replaces escapes by characters beyond ASCII; escapes of ASCII characters are kept. */
  private static String unescaped(String token) {
    return UNICODE_ESCAPE
        .matcher(token)
        .replaceAll(
            match -> {
              int code = Integer.parseInt(match.group(1), 16);
              return Matcher.quoteReplacement(
                  code < 0x80 ? match.group() : String.valueOf((char) code));
            });
  }

  /** Writes a token as Gson does by default. */
  private static String safeInHtml(String token) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      safe.append("<>&='".indexOf(c) < 0 ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return safe.toString();
  }
}
