package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The text that is signed, and which parts of a message it covers. A change of signed text or
 * header is a change here and nowhere else.
 *
 * @see "RFC 9421 section 2.5; IGS/1 sections 2.1 and 2.2"
 */
final class MessageSignature {
  static final String LABEL = "igs";
  static final String REQUEST_TAG = "igs-request";
  static final String RESPONSE_TAG = "igs-response";

  /** The component that binds an answer to its request. */
  static final String REQUEST_SIGNATURE = "\"signature\";req;key=\"igs\"";

  private static final List<String> RESPONSE = List.of("\"@status\"", REQUEST_SIGNATURE);
  private static final List<String> RESPONSE_WITH_BODY =
      List.of("\"@status\"", "\"content-type\"", "\"content-digest\"", REQUEST_SIGNATURE);

  private MessageSignature() {}

  /** What a request covers, in the order of IGS/1 section 2.1, as serialised. */
  static List<String> requestComponents(Outgoing request) {
    List<String> components =
        new ArrayList<>(List.of("\"@method\"", "\"@authority\"", "\"@path\"", "\"@query\""));
    if (request.hasBody()) {
      components.add("\"content-type\"");
      components.add("\"content-digest\"");
    }
    for (String header : List.of("idempotency-key", "authorization")) {
      if (request.headers().containsKey(header)) {
        components.add('"' + header + '"');
      }
    }
    return components;
  }

  /** What an answer must cover, in the order of IGS/1 section 2.2, as serialised. */
  static List<String> responseComponents(boolean body) {
    return body ? RESPONSE_WITH_BODY : RESPONSE;
  }

  /**
   * The signature base.
   *
   * @param components identifiers as serialised, in order
   * @param value from an identifier to its value, already canonical
   * @param parameters the inner list with its parameters, as it stands in {@code Signature-Input}
   */
  static byte[] base(List<String> components, Function<String, String> value, String parameters) {
    List<String> parts = new ArrayList<>(4 * components.size() + 2);
    for (String component : components) {
      parts.add(component);
      parts.add(": ");
      parts.add(value.apply(component));
      parts.add("\n");
    }
    parts.add("\"@signature-params\": ");
    parts.add(parameters);
    return String.join("", parts).getBytes(UTF_8);
  }

  /** The inner list that opens {@code Signature-Input}, without parameters. */
  static String innerList(List<String> components) {
    return "(".concat(String.join(" ", components)).concat(")");
  }

  /** The value of a component of a request, its body's digest included in {@code headers}. */
  static String requestValue(String component, Outgoing request, Function<String, String> headers) {
    return switch (component) {
      case "\"@method\"" -> request.method();
      case "\"@authority\"" -> request.authority();
      case "\"@path\"" -> request.path();
      // RFC 9421 section 2.2.7: a lone question mark where there is no query.
      case "\"@query\"" -> request.query().isEmpty() ? "?" : request.query();
      default -> headers.apply(component.substring(1, component.length() - 1));
    };
  }
}
