package io.yiwang.identity.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.doctor.Diagnosis.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text that a signature covers, and the ways in which it may have read where it was signed: a
 * part for each component, one for the parameters and one for how all is put together.
 *
 * @see "RFC 9421 section 2.5"
 */
final class SignedText {
  private static final List<String> ORDER =
      List.of("created", "expires", "nonce", "keyid", "alg", "tag");
  private static final List<Integer> STATUSES =
      List.of(200, 201, 202, 204, 400, 401, 403, 404, 409, 413, 422, 429, 500, 502, 503, 504);

  /** Where proxies keep the path as it was before they rewrote it. */
  private static final List<String> ORIGINAL_PATHS =
      List.of(
          "x-original-uri",
          "x-original-url",
          "x-rewrite-url",
          "x-forwarded-uri",
          "x-forwarded-path",
          "x-envoy-original-path",
          "x-replaced-path");

  /** Of the parts of a path or a header, as many are taken for the one that was meant. */
  private static final int MAX_VARIANTS = 64;

  /** How a text is put together; the first as it should be. */
  private enum Form {
    STANDARD,
    LINE_END_LAST,
    CRLF,
    CRLF_LAST,
    NO_QUOTES,
    NO_QUOTES_LINE_END_LAST,
    NO_BLANKS,
    NO_PARAMETERS,
    NO_PARAMETERS_LINE_END_LAST,
    VALUES_ALONE
  }

  private final int first;
  private final SignatureInput input;
  private final HttpMessage message;
  private final List<HttpMessage> requests;
  private final List<String> authorities;
  private final List<String> paths;
  private final List<List<? extends Interpretation<?>>> parts = new ArrayList<>();

  /**
   * Makes the text of a message.
   *
   * @param first where its parts begin among those of a search
   * @param requests first the one that an answer is to, then others it might be to
   * @param authorities others than the message's own, under which the gateway is known
   * @param paths others than the message's own, such as before a proxy rewrote it
   */
  SignedText(
      int first,
      SignatureInput input,
      HttpMessage message,
      List<HttpMessage> requests,
      List<String> authorities,
      List<String> paths) {
    this.first = first;
    this.input = input;
    this.message = message;
    this.requests = requests;
    this.authorities = authorities;
    this.paths = paths;
    for (String item : input.items()) {
      parts.add(readings(item));
    }
    parts.add(parameters());
    parts.add(
        Stream.of(Form.values())
            .map(
                form ->
                    form == Form.STANDARD
                        ? Interpretation.right(form)
                        : Interpretation.of(form, Mistake.SIGNED_TEXT_FORM, "@signature-params"))
            .toList());
  }

  List<List<? extends Interpretation<?>>> parts() {
    return parts;
  }

  /** Returns the text as chosen. */
  byte[] chosen(Search search) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i <= input.items().size(); i++) {
      values.add((String) parts.get(i).get(search.at(first + i)).value());
    }
    int last = parts.size() - 1;
    String text = text((Form) parts.get(last).get(search.at(first + last)).value(), values);
    byte[] bytes = text.getBytes(ISO_8859_1);
    return new String(bytes, ISO_8859_1).equals(text) ? bytes : text.getBytes(UTF_8);
  }

  private String text(Form form, List<String> values) {
    StringBuilder text = new StringBuilder();
    int parameters = values.size() - 1;
    boolean without = form == Form.NO_PARAMETERS || form == Form.NO_PARAMETERS_LINE_END_LAST;
    boolean bare = form == Form.NO_QUOTES || form == Form.NO_QUOTES_LINE_END_LAST;
    for (int i = 0; i < values.size() - (without || form == Form.VALUES_ALONE ? 1 : 0); i++) {
      String name = i == parameters ? "\"@signature-params\"" : input.items().get(i);
      text.append(i == 0 ? "" : "\n");
      if (form != Form.VALUES_ALONE) {
        text.append(bare ? SignatureInput.name(name) : name);
        text.append(form == Form.NO_BLANKS ? ":" : ": ");
      }
      text.append(values.get(i));
    }
    return switch (form) {
      case LINE_END_LAST, NO_QUOTES_LINE_END_LAST, NO_PARAMETERS_LINE_END_LAST -> text + "\n";
      case CRLF -> text.toString().replace("\n", "\r\n");
      case CRLF_LAST -> (text + "\n").replace("\n", "\r\n");
      default -> text.toString();
    };
  }

  private List<Interpretation<String>> readings(String item) {
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
    return readings(from.method(), others, Mistake.METHOD_REWRITTEN, "@method");
  }

  private List<Interpretation<String>> statuses() {
    return readings(
        Integer.toString(message.status()),
        STATUSES.stream().map(String::valueOf).toList(),
        Mistake.STATUS_REWRITTEN,
        "@status");
  }

  private List<Interpretation<String>> authorities(HttpMessage from) {
    String authority = from.authority();
    String host = authority.replaceFirst(":\\d+$", "");
    // By RFC 9421 section 2.2.3 a scheme's own port is left out; https is the scheme of the rules.
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
    return readings(right, others, Mistake.AUTHORITY_REWRITTEN, "@authority");
  }

  private List<Interpretation<String>> paths(String path) {
    String right = path.isEmpty() ? "/" : path;
    List<Interpretation<String>> readings =
        readings(right, Escapes.paths(right), Mistake.PATH_REWRITTEN, "@path");
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
      if (readings.stream().noneMatch(each -> each.value().equals(other))) {
        Finding finding = new Finding(Mistake.PATH_REWRITTEN, "@path", prefix(right, other));
        readings.add(new Interpretation<>(other, List.of(finding), false));
      }
    }
    return readings;
  }

  /** Names the prefix that was put before the path, or taken from it, where it is one. */
  private static String prefix(String arrived, String signed) {
    boolean removed = signed.startsWith("/") && signed.endsWith(arrived);
    boolean added = signed.startsWith("/") && arrived.endsWith(signed);
    String prefix =
        removed
            ? signed.substring(0, signed.length() - arrived.length())
            : added ? arrived.substring(0, arrived.length() - signed.length()) : "";
    // Of what prefixes are made of: the rest of a path may name somebody.
    if (!prefix.matches("/[A-Za-z0-9._/-]{1,63}")) {
      return "";
    }
    return "the prefix " + prefix + " was " + (removed ? "taken away" : "added") + " on the way";
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
    return readings("?" + query, others, Mistake.QUERY_REWRITTEN, "@query");
  }

  private static List<Interpretation<String>> headers(HttpMessage from, String name) {
    String value = from.header(name);
    List<Interpretation<String>> readings = new ArrayList<>();
    String right = value == null ? "" : value;
    readings.add(Interpretation.right(right));
    List<String> lines = from.lines(name);
    if (lines.stream().anyMatch(line -> line.strip().contains("\n"))) {
      String raw = lines.stream().map(String::strip).collect(Collectors.joining(", "));
      Stream.of(
              raw,
              raw.replace("\r\n", "\n"),
              raw.replaceAll("\r?\n", ""),
              raw.replaceAll("\r?\n\\s*", ""))
          .forEach(each -> add(readings, each, Mistake.HEADER_FOLDED, name));
    }
    List<String> stripped = lines.stream().map(String::strip).toList();
    List<String> members = List.of(right.split(",\\s*", MAX_VARIANTS));
    if (members.size() > 1 || stripped.size() > 1) {
      for (List<String> each : List.of(stripped, members)) {
        for (String separator : List.of(",", ", ", "\n", "; ")) {
          add(readings, String.join(separator, each), Mistake.HEADER_COMBINED, name);
        }
        each.forEach(one -> add(readings, one, Mistake.HEADER_COMBINED, name));
      }
    }
    for (String other : rewritten(right, name)) {
      add(readings, other, Mistake.HEADER_REWRITTEN, name);
    }
    return readings;
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
   * Returns the digests as headers have them, and as whoever changed the body may have written them
   * again.
   */
  private static List<Interpretation<String>> digests(HttpMessage from) {
    List<Interpretation<String>> readings = new ArrayList<>(headers(from, "content-digest"));
    Matcher algorithm =
        Pattern.compile("[a-z0-9-]+").matcher(readings.get(0).value().toLowerCase(Locale.ROOT));
    while (algorithm.find()) {
      Digests.named(algorithm.group())
          .ifPresent(
              digest -> {
                for (Interpretation<byte[]> body : BodyReadings.of(from.body())) {
                  if (!body.findings().isEmpty()) {
                    String value = Digests.member(digest, body.value());
                    readings.add(body.with(value).asExclusive());
                  }
                }
              });
      break;
    }
    return readings;
  }

  private List<Interpretation<String>> requestSignatures(String item) {
    if (requests.isEmpty()) {
      return List.of(Interpretation.of("", Mistake.REQUEST_MISSING, "signature;req"));
    }
    List<Interpretation<String>> readings = new ArrayList<>();
    Matcher key = Pattern.compile(";key=\"([^\"]*)\"").matcher(item);
    String label = key.find() ? key.group(1) : "";
    for (int i = 0; i < requests.size(); i++) {
      String header = requests.get(i).header("signature");
      String whole = header == null ? "" : header;
      String member = Digests.members(whole).getOrDefault(label, whole);
      if (i == 0) {
        readings.add(Interpretation.right(member));
        for (String other : List.of(whole, member.replace(":", ""), "\"" + member + "\"")) {
          add(readings, other, Mistake.REQUEST_SIGNATURE_FORM, "signature;req");
        }
      } else {
        add(readings, member, Mistake.ANSWER_OF_ANOTHER_REQUEST, "signature;req");
      }
    }
    return readings;
  }

  private List<Interpretation<String>> parameters() {
    String list = input.text().replaceFirst("^(\\([^)]*\\)).*$", "$1");
    Set<String> others = new LinkedHashSet<>();
    for (Collection<String> order :
        List.of(
            ORDER,
            new TreeMap<>(input.parameters()).keySet(),
            List.of("alg", "keyid", "created", "expires", "nonce", "tag"),
            List.of("keyid", "alg", "created", "expires", "nonce", "tag"),
            List.of("created", "keyid", "alg", "expires", "nonce", "tag"),
            List.of("created", "expires", "keyid", "alg", "nonce", "tag"),
            List.of("created", "expires", "keyid", "nonce", "tag"),
            List.of("created", "expires", "nonce", "keyid", "tag"),
            List.of("created", "keyid", "tag"),
            List.of("created", "keyid", "alg"),
            input.parameters().keySet())) {
      for (String blank : List.of("", " ")) {
        for (String quote : List.of("", "\"")) {
          others.add(list + written(order, input.parameters(), blank, quote));
        }
      }
    }
    others.add(input.label() + "=" + input.text());
    others.add(input.text().replaceAll("\\s*;\\s*", ";"));
    others.add(input.text().replaceAll("\\s+", " "));
    others.add(list);
    return readings(input.text(), others, Mistake.PARAMETERS_REWRITTEN, "@signature-params");
  }

  private static String written(
      Collection<String> order, Map<String, String> parameters, String blank, String quote) {
    return order.stream()
        .filter(parameters::containsKey)
        .map(
            name -> {
              boolean number = name.equals("created") || name.equals("expires");
              String around = number ? quote : "\"";
              return ";" + blank + name + "=" + around + parameters.get(name) + around;
            })
        .collect(Collectors.joining());
  }

  private static List<Interpretation<String>> readings(
      String right, Collection<String> others, Mistake mistake, String part) {
    List<Interpretation<String>> readings = new ArrayList<>();
    readings.add(Interpretation.right(right));
    others.forEach(other -> add(readings, other, mistake, part));
    return readings;
  }

  private static void add(
      List<Interpretation<String>> readings, String value, Mistake mistake, String part) {
    if (readings.stream().noneMatch(each -> each.value().equals(value))) {
      readings.add(Interpretation.of(value, mistake, part));
    }
  }
}
