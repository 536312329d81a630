package io.yiwang.internal;

import io.yiwang.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request in the form in which it is sent, without its signature; the same on every attempt.
 *
 * @param authority the host in lower case, with the port unless it is the scheme's default
 * @param path the absolute path, percent-encoded
 * @param query the query with its leading {@code ?}, percent-encoded; empty if there is none
 * @param headers the headers by lower-case name, in order
 * @param body the body; empty if there is none or it is a file
 * @param file the body as a file, sent in pieces; null if it is not one
 */
@SuppressWarnings("ArrayRecordComponent") // Passed along once; never compared.
record UnsignedRequest(
    String method,
    String scheme,
    String authority,
    String path,
    String query,
    Map<String, String> headers,
    byte[] body,
    @Nullable Content file) {
  UnsignedRequest(
      String method,
      String scheme,
      String authority,
      String path,
      String query,
      Map<String, String> headers,
      byte[] body) {
    this(method, scheme, authority, path, query, headers, body, null);
  }

  boolean hasBody() {
    return length() > 0;
  }

  long length() {
    return file == null ? body.length : file.size();
  }

  /** Opens the body at its first byte; the caller closes the stream. */
  InputStream open() throws IOException {
    return file == null ? new ByteArrayInputStream(body) : file.open();
  }

  /**
   * Returns the authority by RFC 9421 section 2.2.3: lower case, without the scheme's default port.
   */
  static String authority(String scheme, String host, int port) {
    int standard = scheme.equals("https") ? 443 : 80;
    String name = host.toLowerCase(Locale.ROOT);
    return port < 0 || port == standard ? name : name + ":" + port;
  }

  /** Leaves out the path, which can contain ids. */
  @Override
  public String toString() {
    return method + " request";
  }
}
