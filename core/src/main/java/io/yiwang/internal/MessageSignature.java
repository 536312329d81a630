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

  private static final int BODY = 1;
  private static final int KEY = 2;
  private static final int BEARER = 4;

  private static final byte NEVER_SIGNED = (byte) 0xff;

  /** The headers of an answer that a client acts on, in the order in which they are covered. */
  static final List<String> ACTED_ON =
      List.of("retry-after", "etag", "igs-cursor", "idempotency-replayed");

  private static final List<String> RESPONSE = List.of("\"@status\"");
  private static final List<String> RESPONSE_WITH_BODY =
      List.of("\"@status\"", "\"content-type\"", "\"content-digest\"");

  private MessageSignature() {}

  /**
   * What is covered.
   *
   * @param names as serialised, in order
   * @param innerList as it opens {@code Signature-Input}, without parameters
   */
  record Components(List<String> names, String innerList) {
    private Components(List<String> names) {
      this(List.copyOf(names), "(" + String.join(" ", names) + ")");
    }
  }

  /** Of every shape that a request can have; see {@link #requestComponents}. */
  private static final Components[] REQUEST = new Components[8];

  static {
    for (int shape = 0; shape < REQUEST.length; shape++) {
      REQUEST[shape] = ofShape(shape);
    }
  }

  private static Components ofShape(int shape) {
    List<String> names =
        new ArrayList<>(List.of("\"@method\"", "\"@authority\"", "\"@path\"", "\"@query\""));
    if ((shape & BODY) != 0) {
      names.add("\"content-type\"");
      names.add("\"content-digest\"");
    }
    if ((shape & KEY) != 0) {
      names.add("\"idempotency-key\"");
    }
    if ((shape & BEARER) != 0) {
      names.add("\"authorization\"");
    }
    return new Components(names);
  }

  /** Returns what a request covers, in the order of IGS/1 section 2.1. */
  static Components requestComponents(UnsignedRequest request) {
    return REQUEST[
        (request.hasBody() ? BODY : 0)
            | (request.headers().containsKey("idempotency-key") ? KEY : 0)
            | (request.headers().containsKey("authorization") ? BEARER : 0)];
  }

  /**
   * Returns whether an answer covers what it must, in the order of IGS/1 section 2.2: of the
   * headers that a client acts on it may leave out any, which are then ignored.
   *
   * @param covered as serialised
   */
  static boolean isOfResponse(List<String> covered, boolean body) {
    List<String> first = body ? RESPONSE_WITH_BODY : RESPONSE;
    int last = covered.size() - 1;
    if (last < first.size()
        || !covered.subList(0, first.size()).equals(first)
        || !covered.get(last).equals(REQUEST_SIGNATURE)) {
      return false;
    }
    int next = first.size();
    for (String header : ACTED_ON) {
      if (next < last && isOf(covered.get(next), header)) {
        next++;
      }
    }
    return next == last;
  }

  /** Returns whether a component is that header. */
  static boolean isOf(String component, String header) {
    return component.length() == header.length() + 2
        && component.charAt(0) == '"'
        && component.startsWith(header, 1)
        && component.endsWith("\"");
  }

  /**
   * Returns the signature base.
   *
   * @param components identifiers as serialised, in order
   * @param value from an identifier to its value, already canonical
   * @param parameters the inner list with its parameters, as it is written in {@code
   *     Signature-Input}
   */
  static byte[] base(List<String> components, Function<String, String> value, String parameters) {
    return base(components, value, parameters, 0);
  }

  /**
   * Returns the same where the inner list begins within {@code input}, which continues to its end.
   */
  static byte[] base(
      List<String> components, Function<String, String> value, String input, int from) {
    // Measured before it is written: benchmarks, row "RSA call", KB allocated.
    String[] values = new String[components.size()];
    int length = PARAMETERS.length() + input.length() - from;
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(components.get(i));
      length += components.get(i).length() + values[i].length() + 3;
    }
    ByteBuffer base = ByteBuffer.allocate(length);
    for (int i = 0; i < values.length; i++) {
      put(components.get(i), 0, base);
      put(": ", 0, base);
      put(values[i], 0, base);
      put("\n", 0, base);
    }
    put(PARAMETERS, 0, base);
    put(input, from, base);
    return base.array();
  }

  /**
   * Appends a text as ASCII, which is what header values and requests are made of; other text can
   * never verify.
   */
  private static void put(String text, int from, ByteBuffer into) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      into.put(c < 0x80 ? (byte) c : NEVER_SIGNED);
    }
  }

  /**
   * Returns the value of a component of a request, its body's digest included in {@code headers}.
   */
  static String requestValue(
      String component, UnsignedRequest request, Function<String, String> headers) {
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
