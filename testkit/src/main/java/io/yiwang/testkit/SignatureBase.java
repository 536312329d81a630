package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text that a request's signature covers, made from the request as it arrived (RFC 9421 section
 * 2.5; IGS/1 section 2.1).
 *
 * @param lines the lines of the covered components, in order
 * @param parameters the value of the last line
 */
record SignatureBase(List<Line> lines, String parameters) {
  /**
   * One covered component.
   *
   * @param value the value; absent if the request does not have it
   */
  record Line(String component, @Nullable String value) {}

  /** Names ways to write the text, of which only the first is right. */
  enum Form {
    RIGHT,
    LINE_END_LAST,
    CRLF,
    NO_BLANKS,
    NO_QUOTES,
    NO_PARAMETERS,
    VALUES_ALONE
  }

  /** Returns the components that a request must cover, in order. */
  static List<String> covered(Received request) {
    List<String> covered = new ArrayList<>(List.of("@method", "@authority", "@path", "@query"));
    if (request.body().length > 0) {
      covered.add("content-type");
      covered.add("content-digest");
    }
    for (String name : List.of("idempotency-key", "authorization")) {
      if (request.header(name) != null) {
        covered.add(name);
      }
    }
    return covered;
  }

  /** Returns the text that covers these components of a request. */
  static SignatureBase of(Received request, List<String> components, String parameters) {
    List<Line> lines = new ArrayList<>();
    for (String component : components) {
      String value =
          switch (component) {
            case "@method" -> request.method();
            case "@authority" -> request.authority();
            case "@path" -> request.path();
            case "@query" -> "?" + Objects.requireNonNullElse(request.query(), "");
            default -> request.header(component);
          };
      lines.add(new Line(component, value == null ? null : value.strip()));
    }
    return new SignatureBase(lines, parameters);
  }

  /** Returns the text with another value of a line; the line after the last has the parameters. */
  SignatureBase with(int line, String value) {
    if (line == lines.size()) {
      return new SignatureBase(lines, value);
    }
    List<Line> changed = new ArrayList<>(lines);
    changed.set(line, new Line(lines.get(line).component(), value));
    return new SignatureBase(changed, parameters);
  }

  /** Returns the value of a line; the line after the last has the parameters. */
  String value(int line) {
    return line == lines.size()
        ? parameters
        : Objects.requireNonNullElse(lines.get(line).value(), "");
  }

  /** Returns the name of a line. */
  String name(int line) {
    return line == lines.size() ? "@signature-params" : lines.get(line).component();
  }

  /** Returns the bytes to sign. */
  byte[] bytes() {
    return bytes(Form.RIGHT);
  }

  byte[] bytes(Form form) {
    StringBuilder text = new StringBuilder();
    int last =
        form == Form.NO_PARAMETERS || form == Form.VALUES_ALONE ? lines.size() - 1 : lines.size();
    for (int i = 0; i <= last; i++) {
      text.append(i == 0 ? "" : "\n");
      if (form != Form.VALUES_ALONE) {
        text.append(form == Form.NO_QUOTES ? name(i) : '"' + name(i) + '"');
        text.append(form == Form.NO_BLANKS ? ":" : ": ");
      }
      text.append(value(i));
    }
    String whole =
        switch (form) {
          case LINE_END_LAST -> text + "\n";
          case CRLF -> text.toString().replace("\n", "\r\n");
          default -> text.toString();
        };
    return whole.getBytes(UTF_8);
  }

  /** Returns the text for people to compare with, without the token. */
  String shown() {
    return lines.stream()
            .map(
                line ->
                    '"'
                        + line.component()
                        + "\": "
                        + (line.component().equals("authorization")
                            ? "(the header as sent)"
                            : Objects.requireNonNullElse(line.value(), "(missing)"))
                        + '\n')
            .collect(Collectors.joining())
        + "\"@signature-params\": "
        + parameters;
  }

  @Override
  public String toString() {
    return "SignatureBase" + lines.stream().map(Line::component).toList();
  }
}
