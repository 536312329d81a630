package io.yiwang.identity.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes paths and queries in the ways in which proxies and libraries escape them. */
final class Escapes {
  private static final Charset GB18030 = Charset.forName("GB18030");

  /** Unescaped characters, by RFC 3986, encodeURIComponent, encodeURI and HTML forms. */
  private static final List<String> UNESCAPED =
      List.of("-._~", "-_.!~*'()", "-_.!~*'();,/?:@&=+$#", "-_.*");

  /** The number of parameters of which each is tried as the one that was omitted. */
  private static final int MAX_OMITTED = 64;

  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");

  private Escapes() {}

  /** Returns the other ways to write a path. */
  static Set<String> paths(String path) {
    Set<String> others = new LinkedHashSet<>();
    for (UnaryOperator<String> way : ways(false)) {
      others.add(Arrays.stream(path.split("/", -1)).map(way).collect(Collectors.joining("/")));
    }
    others.add(path.replaceAll("(?i)%2f", "/"));
    others.add(path.replaceAll("/{2,}", "/"));
    others.add(path.endsWith("/") ? path.replaceFirst("/+$", "") : path + "/");
    others.add(path.toLowerCase(Locale.ROOT));
    return others;
  }

  /** Returns the other ways to write a query, without its question mark. */
  static Set<String> queries(String query) {
    Set<String> others = new LinkedHashSet<>();
    List<String> parameters = List.of(query.split("&", -1));
    for (boolean plus : List.of(false, true)) {
      for (UnaryOperator<String> way : ways(plus)) {
        List<String> written =
            parameters.stream()
                .map(
                    each ->
                        Arrays.stream(each.split("=", 2)).map(way).collect(Collectors.joining("=")))
                .toList();
        others.add(String.join("&", written));
        others.add(String.join("&", written.stream().sorted().toList()));
      }
    }
    others.add(parameters.stream().sorted().collect(Collectors.joining("&")));
    for (int i = 0; i < Math.min(parameters.size(), MAX_OMITTED); i++) {
      List<String> without = new ArrayList<>(parameters);
      without.remove(i);
      others.add(String.join("&", without));
    }
    others.add(query.replace("+", "%20"));
    others.add(query.replace("%20", "+"));
    return others;
  }

  private static List<UnaryOperator<String>> ways(boolean plusIsBlank) {
    Set<UnaryOperator<String>> ways = new LinkedHashSet<>();
    ways.add(part -> ESCAPE.matcher(part).replaceAll(e -> e.group().toUpperCase(Locale.ROOT)));
    ways.add(part -> ESCAPE.matcher(part).replaceAll(e -> e.group().toLowerCase(Locale.ROOT)));
    for (Charset from : List.of(UTF_8, GB18030)) {
      ways.add(part -> new String(bytes(part, plusIsBlank), from));
      for (String kept : UNESCAPED) {
        for (Charset to : List.of(UTF_8, GB18030)) {
          for (boolean lower : List.of(false, true)) {
            ways.add(
                part ->
                    escaped(new String(bytes(part, plusIsBlank), from).getBytes(to), kept, lower));
          }
        }
      }
    }
    return List.copyOf(ways);
  }

  private static byte[] bytes(String part, boolean plusIsBlank) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '%' && ESCAPE.matcher(part).region(i, part.length()).lookingAt()) {
        bytes.write(Integer.parseInt(part.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.writeBytes((c == '+' && plusIsBlank ? " " : String.valueOf(c)).getBytes(UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private static String escaped(byte[] bytes, String kept, boolean lower) {
    StringBuilder out = new StringBuilder();
    for (char c : new String(bytes, ISO_8859_1).toCharArray()) {
      if (c < 0x80 && (Character.isLetterOrDigit(c) || kept.indexOf(c) >= 0)) {
        out.append(c);
      } else if (c == ' ' && kept.equals("-_.*")) {
        out.append('+');
      } else {
        String digits = lower ? "0123456789abcdef" : "0123456789ABCDEF";
        out.append('%').append(digits.charAt(c >> 4)).append(digits.charAt(c & 0xf));
      }
    }
    return out.toString();
  }
}
