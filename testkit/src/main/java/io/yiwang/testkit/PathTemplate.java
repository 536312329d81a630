package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Matches paths with a template such as {@code /signings/{id}/approve}, in which a placeholder is
 * one segment. Immutable.
 */
final class PathTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z]+)}");

  private final String template;
  private final Pattern pattern;
  private final List<String> names;

  PathTemplate(String template) {
    this.template = template;
    List<String> placeholders = new ArrayList<>();
    StringBuilder regex = new StringBuilder();
    Matcher placeholder = PLACEHOLDER.matcher(template);
    int end = 0;
    while (placeholder.find()) {
      regex.append(Pattern.quote(template.substring(end, placeholder.start()))).append("([^/]+)");
      placeholders.add(placeholder.group(1));
      end = placeholder.end();
    }
    pattern = Pattern.compile(regex + Pattern.quote(template.substring(end)));
    names = List.copyOf(placeholders);
  }

  boolean matches(String path) {
    return pattern.matcher(path).matches();
  }

  /** Returns how many placeholders the template has. */
  int placeholders() {
    return names.size();
  }

  /** Returns the values of the placeholders by name, decoded; none if the path does not match. */
  Map<String, String> parameters(String path) {
    Map<String, String> values = new LinkedHashMap<>();
    Matcher matcher = pattern.matcher(path);
    if (matcher.matches()) {
      for (int i = 0; i < names.size(); i++) {
        // In a path, unlike in a query, a plus sign is itself.
        String segment = matcher.group(i + 1).replace("+", "%2B");
        values.put(names.get(i), URLDecoder.decode(segment, UTF_8));
      }
    }
    return values;
  }

  @Override
  public String toString() {
    return template;
  }
}
