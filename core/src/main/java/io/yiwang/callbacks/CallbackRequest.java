package io.yiwang.callbacks;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds a request as it came from the network. Untrusted.
 *
 * <p>The body must be the bytes as received, never text that was decoded and encoded again, nor
 * JSON that was parsed and written again: the digest is over the bytes.
 */
public final class CallbackRequest {
  private final String method;
  private final String path;
  private final Map<String, String> headers = new TreeMap<>();
  private final byte[] body;

  /**
   * Creates a request.
   *
   * @param path the path as written in the request line, percent-encoded, without the query
   * @param headers the headers by name, in any case; lines with the same name are joined by a comma
   */
  public CallbackRequest(String method, String path, Map<String, String> headers, byte[] body) {
    this.method = method;
    this.path = path;
    headers.forEach(
        (name, value) -> this.headers.put(name.toLowerCase(Locale.ROOT), value.strip()));
    this.body = body.clone();
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  Map<String, String> headers() {
    return headers;
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }

  byte[] body() {
    return body;
  }

  /** Returns only the size of the body. */
  @Override
  public String toString() {
    return "callback request, " + body.length + " bytes";
  }
}
