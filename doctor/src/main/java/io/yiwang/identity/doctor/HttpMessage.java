package io.yiwang.identity.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds a request or an answer, with its header lines and the bytes of its body unchanged.
 * Immutable. Its head has at most 32,768 characters, 8,192 in each line, and its body at most 20
 * MiB, because the doctor tries many interpretations of each part, and a message may be hostile.
 */
public final class HttpMessage {
  /** The header in which a capture records digests in place of a body. */
  static final String CAPTURED_DIGEST = "igs-captured-digest";

  /** The text that a capture records in place of a value. */
  private static final String MASK = "masked";

  /** The maximum number of characters in a message's head. */
  static final int MAX_HEAD = 32 << 10;

  /** The maximum number of characters in a header line or a target. */
  static final int MAX_LINE = 8 << 10;

  /** The maximum number of bytes in a body, which is the interface's own limit. */
  static final int MAX_BODY = 20 << 20;

  private record Line(String name, String value) {}

  private final String method;
  private final String target;
  private final int status;
  private final List<Line> lines;
  private final byte[] body;

  private HttpMessage(String method, String target, int status, List<Line> lines, byte[] body) {
    int head = method.length() + bounded(target);
    for (Line line : lines) {
      head += bounded(line.name()) + bounded(line.value());
    }
    if (head > MAX_HEAD || body.length > MAX_BODY) {
      throw new IllegalArgumentException(
          "a message must have at most 32 KiB of head and 20 MiB of body");
    }
    this.method = method;
    this.target = target;
    this.status = status;
    this.lines = List.copyOf(lines);
    this.body = body;
  }

  private static int bounded(String part) {
    if (part.length() > MAX_LINE) {
      throw new IllegalArgumentException(
          "the target and each header of a message must have at most 8 KiB");
    }
    return part.length();
  }

  /**
   * Returns a request.
   *
   * @param target path and query as in the request line, percent-encoded; or a whole URL, which
   *     supplies the authority as well
   * @param headers the values of each line in order, by names in any case
   */
  public static HttpMessage request(
      String method, String target, Map<String, List<String>> headers, byte[] body) {
    return new HttpMessage(method, target, 0, lines(headers), body.clone());
  }

  /**
   * Returns an answer.
   *
   * @param headers the values of each line in order, by names in any case
   */
  public static HttpMessage answer(int status, Map<String, List<String>> headers, byte[] body) {
    return new HttpMessage("", "", status, lines(headers), body.clone());
  }

  private static List<Line> lines(Map<String, List<String>> headers) {
    List<Line> lines = new ArrayList<>();
    headers.forEach(
        (name, values) ->
            values.forEach(value -> lines.add(new Line(name.toLowerCase(Locale.ROOT), value))));
    return lines;
  }

  /**
   * Parses a message in the format of HTTP/1.1, such as from a capture. Lines of the head may end
   * in a bare LF; a chunked body is joined.
   *
   * @throws IllegalArgumentException if it is not such a message; the text quotes nothing of it
   */
  public static HttpMessage read(byte[] raw) {
    int at = 0;
    List<String> head = new ArrayList<>();
    while (true) {
      int end = at;
      while (end < raw.length && raw[end] != '\n') {
        end++;
      }
      if (end > 2 * MAX_HEAD) {
        throw new IllegalArgumentException("a message must have at most 32 KiB of head");
      }
      if (end == raw.length) {
        throw new IllegalArgumentException(
            "a message must have an empty line after its headers, even without a body");
      }
      boolean carriageReturn = end > at && raw[end - 1] == '\r';
      String line = new String(raw, at, end - at - (carriageReturn ? 1 : 0), ISO_8859_1);
      at = end + 1;
      if (line.isEmpty()) {
        break;
      }
      // A folded line is kept as it is: folding is one of the mistakes.
      if ((line.startsWith(" ") || line.startsWith("\t")) && head.size() > 1) {
        head.set(head.size() - 1, head.get(head.size() - 1) + "\r\n" + line);
      } else {
        head.add(line);
      }
    }
    return of(head, Arrays.copyOfRange(raw, at, raw.length));
  }

  private static HttpMessage of(List<String> head, byte[] rest) {
    String[] start = head.isEmpty() ? new String[0] : head.get(0).split(" ", 3);
    List<Line> lines = new ArrayList<>();
    for (String line : head.subList(Math.min(1, head.size()), head.size())) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException(
            "line " + (lines.size() + 2) + " of a message's head must be a header");
      }
      lines.add(
          new Line(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1)));
    }
    boolean chunked =
        lines.stream()
            .anyMatch(
                line ->
                    line.name().equals("transfer-encoding")
                        && line.value().toLowerCase(Locale.ROOT).contains("chunked"));
    byte[] body = chunked ? joined(rest) : rest;
    if (start.length >= 2 && start[0].startsWith("HTTP/") && start[1].matches("[1-5]\\d\\d")) {
      return new HttpMessage("", "", Integer.parseInt(start[1]), lines, body);
    }
    if (start.length == 3 && start[2].startsWith("HTTP/")) {
      return new HttpMessage(start[0], start[1], 0, lines, body);
    }
    throw new IllegalArgumentException(
        "a message must begin with METHOD TARGET HTTP/1.1, or HTTP/1.1 STATUS");
  }

  /** Joins the chunks of a body (RFC 9112 section 7.1); trailers are ignored. */
  private static byte[] joined(byte[] chunks) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int at = 0;
    while (true) {
      int end = at;
      while (end < chunks.length && chunks[end] != '\n') {
        end++;
      }
      String size =
          new String(chunks, at, Math.min(end - at, MAX_LINE), ISO_8859_1).split(";", 2)[0].strip();
      if (!size.matches("[0-9A-Fa-f]{1,7}")) {
        throw new IllegalArgumentException("a chunk of the body must begin with its size");
      }
      int length = Integer.parseInt(size, 16);
      if (length == 0) {
        return body.toByteArray();
      }
      if (length > chunks.length - end - 1) {
        throw new IllegalArgumentException("a chunk of the body is shorter than its size");
      }
      body.write(chunks, end + 1, length);
      at = end + 1 + length;
      while (at < chunks.length && (chunks[at] == '\r' || chunks[at] == '\n')) {
        at++;
      }
    }
  }

  /** Returns the number of characters in the target and the headers. */
  int headLength() {
    return target.length()
        + lines.stream().mapToInt(line -> line.name().length() + line.value().length()).sum();
  }

  boolean isAnswer() {
    return status != 0;
  }

  int status() {
    return status;
  }

  String method() {
    return method;
  }

  /** Returns path and query, without scheme and authority. */
  String target() {
    return target.replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*://[^/?]*", "");
  }

  /**
   * Returns the authority in lower case: the target's if that is a whole URL, else the Host header.
   */
  String authority() {
    String host = header("host");
    String named =
        target.contains("://") ? target.replaceFirst("^[^:]*://([^/?]*).*$", "$1") : null;
    return (named != null ? named : host == null ? "" : host).toLowerCase(Locale.ROOT);
  }

  /** Returns the lines of a header, with the white space around them. */
  List<String> lines(String name) {
    return lines.stream().filter(line -> line.name().equals(name)).map(Line::value).toList();
  }

  /** Returns a header's value by RFC 9421 section 2.1: lines stripped, unfolded and joined. */
  @Nullable String header(String name) {
    List<String> values = lines(name);
    return values.isEmpty()
        ? null
        : String.join(
            ", ",
            values.stream().map(value -> value.strip().replaceAll("\\s*\r?\n\\s+", " ")).toList());
  }

  /** Returns the reasons why the body does not fit its digest. */
  List<Diagnosis.Finding> digestFindings() {
    return Digests.findings(header(Digests.PART), header(CAPTURED_DIGEST), body);
  }

  /** Returns whether there was a body, including one that a capture has omitted. */
  boolean hasBody() {
    return body.length > 0 || header(CAPTURED_DIGEST) != null;
  }

  /**
   * Returns whether the headers announce a body that is missing, such as one that a filter has
   * consumed.
   */
  boolean lacksBody() {
    if (hasBody()) {
      return false;
    }
    String length = header("content-length");
    boolean announced = length != null && length.matches("0*[1-9]\\d*");
    String digest = header("content-digest");
    return announced || (digest != null && !Digests.isOfEmptyBody(digest));
  }

  /** Returns whether a capture has masked the value of a component. */
  boolean isMasked(String component) {
    return component.equals("@query")
        ? target.matches("[^?]*\\?(?:.*&)?[^=&]*=" + MASK + "(?:&.*)?")
        : MASK.equals(header(component));
  }

  byte[] body() {
    return body;
  }

  /** Shows nothing of the content. */
  @Override
  public String toString() {
    return isAnswer() ? "answer " + status : "request";
  }
}
