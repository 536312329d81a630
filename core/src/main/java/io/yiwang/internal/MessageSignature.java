package io.yiwang.internal;

import java.nio.ByteBuffer;
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

  private static final String PARAMETERS = "\"@signature-params\": ";

  private static final byte NEVER_SIGNED = (byte) 0xff;

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
    String[] values = new String[components.size()];
    int length = PARAMETERS.length() + parameters.length();
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(components.get(i));
      length += components.get(i).length() + values[i].length() + 3;
    }
    ByteBuffer base = ByteBuffer.allocate(length);
    for (int i = 0; i < values.length; i++) {
      put(components.get(i), base);
      put(": ", base);
      put(values[i], base);
      put("\n", base);
    }
    put(PARAMETERS, base);
    put(parameters, base);
    return base.array();
  }

  /** Header values and what requests are made of are ASCII; what is not can never verify. */
  private static void put(String text, ByteBuffer into) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      into.put(c < 0x80 ? (byte) c : NEVER_SIGNED);
    }
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
