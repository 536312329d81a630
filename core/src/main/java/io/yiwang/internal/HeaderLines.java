package io.yiwang.internal;

import java.util.Map;
import java.util.TreeMap;
import okhttp3.Headers;

/**
 * Combines the header lines of an answer into one value for each name: lines of one name are joined
 * by a comma, and a line that begins with a blank continues the one before it.
 *
 * @see "RFC 9110 section 5.2; RFC 9112 section 5.2"
 */
final class HeaderLines {
  private HeaderLines() {}

  /** Returns the values by name; the case of a name does not matter. */
  static Map<String, String> combined(Headers lines) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    String last = null;
    for (int i = 0; i < lines.size(); i++) {
      String name = lines.name(i);
      String value = lines.value(i).strip();
      boolean folded = name.isEmpty() || name.charAt(0) == ' ' || name.charAt(0) == '\t';
      if (!folded) {
        headers.merge(name, value, HeaderLines::joined);
        last = name;
      } else if (last != null) {
        // OkHttp splits every line at its first colon, even one inside a byte sequence.
        String rest = name.isEmpty() ? value : name.strip() + ":" + value;
        headers.merge(last, rest, (before, more) -> (before + " " + more).strip());
      }
    }
    return headers;
  }

  private static String joined(String before, String next) {
    return before.isEmpty() ? next : next.isEmpty() ? before : before + ", " + next;
  }
}
