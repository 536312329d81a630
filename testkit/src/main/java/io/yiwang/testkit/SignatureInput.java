package io.yiwang.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The member of a {@code Signature-Input} header (RFC 9421 section 4.1): the covered components and
 * the parameters, in order.
 *
 * @param text the value of the member as it came, which is the last line of the signed text
 * @param components the identifiers without quotes; one with parameters is not supported
 * @param parameters whole numbers and strings by name, in order
 */
record SignatureInput(String text, List<String> components, Map<String, Object> parameters) {
  private static final Pattern MEMBER = Pattern.compile("igs=(\\(([^()]*)\\)((?:;[^,;]++)*+))");
  private static final Pattern COMPONENT = Pattern.compile("\"([a-z0-9@_-]+)\"");
  private static final Pattern PARAMETER =
      Pattern.compile(";([a-z]+)=(?:(\\d{1,15})|\"([^\"\\\\]*)\")");

  /** Parses a header; returns null unless it has one member, with the label {@code igs}. */
  static @Nullable SignatureInput read(String header) {
    Matcher member = MEMBER.matcher(header.strip());
    if (!member.matches()) {
      return null;
    }
    List<String> components = new ArrayList<>();
    for (String item : member.group(2).isEmpty() ? new String[0] : member.group(2).split(" ")) {
      Matcher component = COMPONENT.matcher(item);
      if (!component.matches() || components.contains(component.group(1))) {
        return null;
      }
      components.add(component.group(1));
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    Matcher parameter = PARAMETER.matcher(member.group(3));
    int end = 0;
    while (parameter.find() && parameter.start() == end) {
      Object value =
          parameter.group(2) == null
              ? parameter.group(3)
              : (Object) Long.valueOf(parameter.group(2));
      if (parameters.put(parameter.group(1), value) != null) {
        return null;
      }
      end = parameter.end();
    }
    return end == member.group(3).length()
        ? new SignatureInput(member.group(1), components, parameters)
        : null;
  }

  @Nullable String string(String name) {
    return parameters.get(name) instanceof String value ? value : null;
  }

  @Nullable Long number(String name) {
    return parameters.get(name) instanceof Long value ? value : null;
  }
}
