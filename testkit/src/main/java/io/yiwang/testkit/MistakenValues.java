package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.ContentDigest;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Lists the values that platforms usually sign in place of the right ones. */
final class MistakenValues {
  private final Received request;
  private final SignatureInput input;

  MistakenValues(Received request, SignatureInput input) {
    this.request = request;
    this.input = input;
  }

  /**
   * Returns values of a component that platforms sign by mistake; the right one may be among them.
   */
  Set<String> of(String component, String right) {
    Set<String> others = new LinkedHashSet<>();
    switch (component) {
      case "@method" -> others.addAll(List.of(right.toLowerCase(Locale.ROOT), "POST", "GET"));
      case "@authority" -> authorities(right, others);
      case "@path" -> paths(right, others);
      case "@query" -> {
        String query = right.substring(1);
        others.addAll(List.of("", query, decoded(query), "?" + decoded(query)));
        others.add("?" + Arrays.stream(query.split("&")).sorted().collect(Collectors.joining("&")));
      }
      case "content-type" -> {
        String type = right.replaceFirst("\\s*;.*$", "");
        others.addAll(List.of(type, type + "; charset=utf-8", type + ";charset=utf-8"));
        others.addAll(List.of(type + "; charset=UTF-8", type + ";charset=UTF-8", "", "text/plain"));
      }
      case "content-digest" -> digests(right, others);
      case "authorization" -> {
        others.add(right.replaceFirst("(?i)^bearer ", ""));
        others.add(right.replaceFirst("(?i)^bearer ", "bearer "));
      }
      default -> others.addAll(List.of('"' + right + '"', right.toLowerCase(Locale.ROOT), ""));
    }
    return others;
  }

  private void authorities(String right, Set<String> others) {
    String host = right.replaceFirst(":[0-9]+$", "");
    others.add(host);
    others.add(right.toUpperCase(Locale.ROOT));
    String port = right.substring(host.length());
    for (String name : List.of("localhost", "127.0.0.1", "[::1]")) {
      others.add(name);
      others.add(name + port);
    }
    for (String implied : List.of(":80", ":443")) {
      others.add(host + implied);
    }
    others.addAll(List.of("http://" + right, "https://" + right, ""));
    for (String header : List.of("x-forwarded-host", "x-original-host")) {
      String forwarded = request.header(header);
      if (forwarded != null) {
        others.add(forwarded);
      }
    }
  }

  private void paths(String right, Set<String> others) {
    String query = request.query() == null ? "" : "?" + request.query();
    others.add(right.replaceFirst("^/igs/v1", ""));
    others.addAll(List.of(right + query, decoded(right), right + "/"));
    others.add(right.replaceFirst("/$", ""));
    for (int slash = right.indexOf('/', 1); slash > 0; slash = right.indexOf('/', slash + 1)) {
      others.add(right.substring(slash));
      others.add(right.substring(slash + 1));
    }
    others.add(right.substring(1));
    for (String scheme : List.of("http://", "https://")) {
      others.add(scheme + request.authority() + right);
      others.add(scheme + request.authority() + right + query);
    }
    others.add("/igs/v1" + right);
  }

  private void digests(String right, Set<String> others) {
    others.add(right.replaceFirst("^[a-z0-9-]+=", ""));
    others.add(right.replaceFirst("^[a-z0-9-]+=:(.*):$", "$1"));
    others.add(right.replaceFirst("^([a-z0-9-]+)=:(.*):$", "$1=$2"));
    for (byte[] body : List.of(request.body(), new byte[0])) {
      byte[] sha256 = ContentDigest.SHA_256.digest(body);
      byte[] sm3 = Sm3.digest(body);
      for (Map.Entry<String, byte[]> each : Map.of("sha-256", sha256, "sm3", sm3).entrySet()) {
        others.add(
            each.getKey() + "=:" + Base64.getEncoder().encodeToString(each.getValue()) + ":");
        others.add(each.getKey() + "=:" + HexFormat.of().formatHex(each.getValue()) + ":");
        others.add(HexFormat.of().formatHex(each.getValue()));
      }
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** Returns last lines, of the parameters, that platforms sign by mistake. */
  Set<String> ofParameters() {
    String text = input.text();
    String list = text.substring(0, text.indexOf(')') + 1);
    Set<String> others = new LinkedHashSet<>();
    others.add("igs=" + text);
    others.add(list);
    for (Collection<String> order :
        List.of(
            new TreeMap<>(input.parameters()).keySet(),
            List.of("created", "keyid", "alg", "expires", "nonce", "tag"),
            List.of("keyid", "alg", "created", "expires", "nonce", "tag"),
            List.of("created", "expires", "keyid", "alg", "nonce", "tag"),
            List.of("created", "expires", "nonce", "keyid", "alg"),
            List.of("created", "expires", "nonce", "keyid", "tag"),
            List.of("created", "keyid", "alg"))) {
      others.add(list + written(order, ";", ""));
      others.add(list + written(order, "; ", ""));
    }
    others.add(list + written(input.parameters().keySet(), "; ", ""));
    others.add(list + written(input.parameters().keySet(), ";", "\""));
    others.add(text.replace("\" \"", "\", \""));
    return others;
  }

  private String written(Collection<String> order, String separator, String quote) {
    StringBuilder text = new StringBuilder();
    for (String name : order) {
      Object value = input.parameters().get(name);
      if (value != null) {
        String around = value instanceof Long ? quote : "\"";
        text.append(separator).append(name).append('=').append(around).append(value).append(around);
      }
    }
    return text.toString();
  }
}
