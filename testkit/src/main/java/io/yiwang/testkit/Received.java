package io.yiwang.testkit;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as the gateway receives it.
 *
 * @param path the path as sent, still escaped
 * @param query the query as sent, without the question mark; absent if there was none
 * @param authority the Host header
 * @param headers by lower-case name, several values joined by a comma
 */
@SuppressWarnings("ArrayRecordComponent") // Passed along once; never compared.
record Received(
    String method,
    String path,
    @Nullable String query,
    String authority,
    Map<String, String> headers,
    byte[] body) {
  /** Returns a host in lower case, without the scheme's default port (RFC 9421 section 2.2.3). */
  static String authority(String host, String scheme) {
    String implied = scheme.equals("https") ? ":443" : ":80";
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(implied) ? lower.substring(0, lower.length() - implied.length()) : lower;
  }

  @Nullable String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }

  /** Returns the same request with another body. */
  Received body(byte[] other) {
    return new Received(method, path, query, authority, headers, other);
  }
}
