package io.yiwang.testkit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The covered components and parameters of a signature, as a {@code Signature-Input} header names
 * them (RFC 9421 section 4.1). Unlike {@link SignatureInput} it supports the component that binds
 * an answer to its request.
 *
 * @param text the value of the member, which is the last line of the signed text
 * @param components the identifiers with quotes and parameters, in order
 * @param parameters whole numbers and strings by name, in order
 */
record SignedParts(String text, List<String> components, Map<String, Object> parameters) {
  /** The component that binds an answer to its request (IGS/1 section 2.2). */
  static final String BINDING = "\"signature\";req;key=\"igs\"";

  /** The time for which a signature is valid, in seconds. */
  static final long LIFETIME_SECONDS = 300;

  private static final Pattern MEMBER = Pattern.compile("igs=(\\(([^()]*)\\)((?:;[^,;]++)*+))");
  private static final Pattern PARAMETER =
      Pattern.compile(";([a-z]+)=(?:(\\d{1,15})|\"([^\"\\\\]*)\")");

  /** Returns the parameters of a signature that is made now, in their order. */
  static Map<String, Object> parameters(Instant now, String keyId, String algorithm, String tag) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("created", now.getEpochSecond());
    parameters.put("expires", now.getEpochSecond() + LIFETIME_SECONDS);
    parameters.put("nonce", Nonces.next());
    parameters.put("keyid", keyId);
    parameters.put("alg", algorithm);
    parameters.put("tag", tag);
    return parameters;
  }

  /** Returns the parts of a signature that has these components and parameters. */
  static SignedParts of(List<String> components, Map<String, Object> parameters) {
    StringBuilder text = new StringBuilder("(").append(String.join(" ", components)).append(')');
    parameters.forEach(
        (name, value) ->
            text.append(';')
                .append(name)
                .append('=')
                .append(value instanceof Number ? value : "\"" + value + "\""));
    return new SignedParts(text.toString(), List.copyOf(components), parameters);
  }

  /** Parses a header; returns null unless it has one member, with the label {@code igs}. */
  static @Nullable SignedParts read(@Nullable String header) {
    Matcher member = MEMBER.matcher(header == null ? "" : header.strip());
    if (!member.matches()) {
      return null;
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    Matcher parameter = PARAMETER.matcher(member.group(3));
    int end = 0;
    while (parameter.find() && parameter.start() == end) {
      String number = parameter.group(2);
      Object value = number == null ? parameter.group(3) : (Object) Long.valueOf(number);
      if (parameters.put(parameter.group(1), value) != null) {
        return null;
      }
      end = parameter.end();
    }
    List<String> components =
        member.group(2).isEmpty() ? List.of() : List.of(member.group(2).split(" ", -1));
    return end == member.group(3).length()
        ? new SignedParts(member.group(1), components, parameters)
        : null;
  }

  /**
   * Returns the text that is signed (RFC 9421 section 2.5).
   *
   * @param value returns the value of a component, which is named without quotes
   */
  String base(Function<String, @Nullable String> value) {
    StringBuilder base = new StringBuilder();
    for (String component : components) {
      String bare = component.startsWith("\"") ? component.replaceFirst("^\"(.*)\"$", "$1") : "";
      String found = value.apply(component.equals(BINDING) ? BINDING : bare);
      base.append(component).append(": ").append(found == null ? "" : found.strip()).append('\n');
    }
    return base.append("\"@signature-params\": ").append(text).toString();
  }

  List<String> parameterNames() {
    return List.copyOf(parameters.keySet());
  }

  String string(String name) {
    return parameters.get(name) instanceof String value ? value : "";
  }

  long number(String name) {
    return parameters.get(name) instanceof Long value ? value : -1;
  }
}
