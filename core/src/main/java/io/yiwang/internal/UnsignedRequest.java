package io.yiwang.internal;

import io.yiwang.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it will travel, but for its signature: the same on every attempt.
 *
 * @param authority host and, unless the scheme's own, port, in lower case
 * @param path absolute, percent-encoded
 * @param query percent-encoded, with the leading {@code ?} where there is one, else empty
 * @param headers by lower-case name, in order
 * @param body the bytes to sign and send; empty for none, or where it is a file
 * @param file the body that is sent piece by piece
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

  /** Returns the body from its first byte; to be closed by the caller. */
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

  /** Leaves out the operation's path, which can hold ids. */
  @Override
  public String toString() {
    return method + " request";
  }
}
