package io.yiwang.identity.doctor;

import io.yiwang.identity.doctor.Diagnosis.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists the values that a component of a message may have had when it was signed. */
final class ComponentInterpretations {
  private static final List<Integer> STATUSES =
      List.of(200, 201, 202, 204, 400, 401, 403, 404, 409, 413, 422, 429, 500, 502, 503, 504);

  /** Headers in which proxies keep the path that they rewrote. */
  private static final List<String> ORIGINAL_PATHS =
      List.of(
          "x-original-uri",
          "x-original-url",
          "x-rewrite-url",
          "x-forwarded-uri",
          "x-forwarded-path",
          "x-envoy-original-path",
          "x-replaced-path");

  /** The number of parts of a path or a header that are tried. */
  private static final int MAX_VARIANTS = 64;

  private final HttpMessage message;
  private final List<HttpMessage> requests;
  private final List<String> authorities;
  private final List<String> paths;

  /**
   * Makes the interpretations for a message.
   *
   * @param requests first the request of an answer, then others that the answer might belong to
   * @param authorities other authorities that may have been signed
   * @param paths other paths that may have been signed
   */
  ComponentInterpretations(
      HttpMessage message,
      List<HttpMessage> requests,
      List<String> authorities,
      List<String> paths) {
    this.message = message;
    this.requests = requests;
    this.authorities = authorities;
    this.paths = paths;
  }

  /** Returns the possible values of a covered component; the first is the one that arrived. */
  List<Interpretation<String>> of(String item) {
    String name = SignatureInput.name(item);
    if (name.equals("signature") && item.contains(";req")) {
      return requestSignatures(item);
    }
    HttpMessage from = item.contains(";req") && !requests.isEmpty() ? requests.get(0) : message;
    return switch (name) {
      case "@method" -> methods(from);
      case "@authority" -> authorities(from);
      case "@path" -> paths(from.target().replaceFirst("\\?.*$", ""));
      case "@query" -> queries(from.target());
      case "@status" -> statuses();
      case "content-digest" -> digests(from);
      default -> headers(from, name);
    };
  }

  private static List<Interpretation<String>> methods(HttpMessage from) {
    List<String> others = new ArrayList<>(List.of(from.method().toLowerCase(Locale.ROOT)));
    others.addAll(List.of("GET", "POST", "PUT", "HEAD", "DELETE", "PATCH"));
    return Interpretation.ofTexts(from.method(), others, Mistake.METHOD_REWRITTEN, "@method");
  }

  private List<Interpretation<String>> statuses() {
    return Interpretation.ofTexts(
        Integer.toString(message.status()),
        STATUSES.stream().map(String::valueOf).toList(),
        Mistake.STATUS_REWRITTEN,
        "@status");
  }

  private List<Interpretation<String>> authorities(HttpMessage from) {
    String authority = from.authority();
    String host = authority.replaceFirst(":\\d+$", "");
    // RFC 9421 section 2.2.3 omits the scheme's default port; the interface requires https.
    String right = authority.endsWith(":443") ? host : authority;
    Set<String> others = new LinkedHashSet<>(authorities);
    for (String name : List.of("x-forwarded-host", "x-original-host")) {
      others.addAll(from.lines(name).stream().map(String::strip).toList());
    }
    others.add(authority);
    others.add(host);
    from.lines("host").forEach(line -> others.add(line.strip()));
    for (String port : List.of(":443", ":80", ":8443", ":8080")) {
      others.add(host + port);
    }
    return Interpretation.ofTexts(right, others, Mistake.AUTHORITY_REWRITTEN, "@authority");
  }

  private List<Interpretation<String>> paths(String path) {
    String right = path.isEmpty() ? "/" : path;
    List<Interpretation<String>> interpretations =
        Interpretation.ofTexts(right, Escapes.paths(right), Mistake.PATH_REWRITTEN, "@path");
    Set<String> others = new LinkedHashSet<>(paths);
    for (String prefix : List.of("/igs/v1", "/igs", "/v1", "/api")) {
      others.add(prefix + right);
    }
    message.lines("x-forwarded-prefix").forEach(prefix -> others.add(prefix.strip() + right));
    for (String header : ORIGINAL_PATHS) {
      message
          .lines(header)
          .forEach(
              value ->
                  others.add(
                      value
                          .strip()
                          .replaceFirst("^[a-z]+://[^/?]*", "")
                          .replaceFirst("\\?.*$", "")));
    }
    int cuts = 0;
    for (int slash = right.indexOf('/', 1);
        slash > 0 && cuts++ < MAX_VARIANTS;
        slash = right.indexOf('/', slash + 1)) {
      others.add(right.substring(slash));
    }
    others.add(message.target());
    others.add("https://" + message.authority() + message.target());
    others.add("");
    for (String other : others) {
      if (interpretations.stream().noneMatch(each -> each.value().equals(other))) {
        Finding finding = new Finding(Mistake.PATH_REWRITTEN, "@path", prefix(right, other));
        interpretations.add(new Interpretation<>(other, List.of(finding), false));
      }
    }
    return interpretations;
  }

  /**
   * Describes the prefix that was added to the path, or removed from it; empty if there is none.
   */
  private static String prefix(String arrived, String signed) {
    boolean removed = signed.startsWith("/") && signed.endsWith(arrived);
    boolean added = signed.startsWith("/") && arrived.endsWith(signed);
    String prefix =
        removed
            ? signed.substring(0, signed.length() - arrived.length())
            : added ? arrived.substring(0, arrived.length() - signed.length()) : "";
    // Only a plain prefix is shown: the rest of a path may identify a person.
    if (!prefix.matches("/[A-Za-z0-9._/-]{1,63}")) {
      return "";
    }
    return "the prefix " + prefix + " was " + (removed ? "removed" : "added") + " on the way";
  }

  private static List<Interpretation<String>> queries(String target) {
    int mark = target.indexOf('?');
    String query = mark < 0 ? "" : target.substring(mark + 1);
    Set<String> others = new LinkedHashSet<>();
    for (String other : Escapes.queries(query)) {
      others.add("?" + other);
      others.add(other);
    }
    others.add("?");
    others.add("");
    return Interpretation.ofTexts("?" + query, others, Mistake.QUERY_REWRITTEN, "@query");
  }

  private static List<Interpretation<String>> headers(HttpMessage from, String name) {
    String value = from.header(name);
    List<Interpretation<String>> interpretations = new ArrayList<>();
    String right = value == null ? "" : value;
    interpretations.add(Interpretation.right(right));
    List<String> lines = from.lines(name);
    if (lines.stream().anyMatch(line -> line.strip().contains("\n"))) {
      String raw = lines.stream().map(String::strip).collect(Collectors.joining(", "));
      Stream.of(
              raw,
              raw.replace("\r\n", "\n"),
              raw.replaceAll("\r?\n", ""),
              raw.replaceAll("\r?\n\\s*", ""))
          .forEach(
              each -> Interpretation.addText(interpretations, each, Mistake.HEADER_FOLDED, name));
    }
    List<String> stripped = lines.stream().map(String::strip).toList();
    List<String> members = List.of(right.split(",\\s*", MAX_VARIANTS));
    if (members.size() > 1 || stripped.size() > 1) {
      for (List<String> each : List.of(stripped, members)) {
        for (String separator : List.of(",", ", ", "\n", "; ")) {
          Interpretation.addText(
              interpretations, String.join(separator, each), Mistake.HEADER_COMBINED, name);
        }
        each.forEach(
            one -> Interpretation.addText(interpretations, one, Mistake.HEADER_COMBINED, name));
      }
    }
    for (String other : rewritten(right, name)) {
      Interpretation.addText(interpretations, other, Mistake.HEADER_REWRITTEN, name);
    }
    return interpretations;
  }

  private static Collection<String> rewritten(String value, String name) {
    Set<String> others = new LinkedHashSet<>();
    others.add(value.toLowerCase(Locale.ROOT));
    others.add(value.toUpperCase(Locale.ROOT));
    others.add(value.replaceAll("\\s*([;,=])\\s*", "$1"));
    others.add(value.replaceAll("\\s*([;,])\\s*", "$1 "));
    others.add(value.replaceAll("\\s+", " "));
    if (name.equals("content-type")) {
      String type = value.replaceFirst("\\s*;.*$", "");
      others.add(type);
      for (String parameter : List.of(";charset=", "; charset=")) {
        for (String charset : List.of("UTF-8", "utf-8", "GBK", "gbk", "ISO-8859-1")) {
          others.add(type + parameter + charset);
        }
      }
      others.addAll(List.of("application/json", "text/plain", ""));
    }
    if (name.equals("authorization")) {
      others.add(value.replaceFirst("(?i)^bearer\\s+", ""));
      others.add(value.replaceFirst("(?i)^bearer\\s+", "bearer "));
    }
    return others;
  }

  /**
   * Returns the possible values of the header and the digests of the possible bodies: whoever
   * changed the body may have replaced its digest as well.
   */
  private static List<Interpretation<String>> digests(HttpMessage from) {
    List<Interpretation<String>> interpretations = new ArrayList<>(headers(from, "content-digest"));
    Matcher algorithm =
        Pattern.compile("[a-z0-9-]+")
            .matcher(interpretations.get(0).value().toLowerCase(Locale.ROOT));
    if (algorithm.find()) {
      Digests.named(algorithm.group())
          .ifPresent(
              digest -> {
                for (Interpretation<byte[]> body : BodyInterpretations.of(from.body())) {
                  if (!body.findings().isEmpty()) {
                    String value = Digests.member(digest, body.value());
                    interpretations.add(body.with(value).asExclusive());
                  }
                }
              });
    }
    return interpretations;
  }

  private List<Interpretation<String>> requestSignatures(String item) {
    if (requests.isEmpty()) {
      return List.of(Interpretation.of("", Mistake.REQUEST_MISSING, "signature;req"));
    }
    List<Interpretation<String>> interpretations = new ArrayList<>();
    Matcher key = Pattern.compile(";key=\"([^\"]*)\"").matcher(item);
    String label = key.find() ? key.group(1) : "";
    for (int i = 0; i < requests.size(); i++) {
      String header = requests.get(i).header("signature");
      String whole = header == null ? "" : header;
      String member = Digests.members(whole).getOrDefault(label, whole);
      if (i == 0) {
        interpretations.add(Interpretation.right(member));
        for (String other : List.of(whole, member.replace(":", ""), "\"" + member + "\"")) {
          Interpretation.addText(
              interpretations, other, Mistake.REQUEST_SIGNATURE_FORM, "signature;req");
        }
      } else {
        Interpretation.addText(
            interpretations, member, Mistake.ANSWER_OF_ANOTHER_REQUEST, "signature;req");
      }
    }
    return interpretations;
  }
}
