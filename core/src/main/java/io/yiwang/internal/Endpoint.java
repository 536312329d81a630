package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.Content;
import io.yiwang.GovRequest;
import io.yiwang.value.AccessToken;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Language;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a request and its written body into the request to send to the gateway's address. */
final class Endpoint {
  private final String scheme;
  private final String host;
  private final String authority;
  private final String basePath;
  private final Language language;

  /**
   * Creates an endpoint.
   *
   * @param language the language of answers, unless a request asks for another
   */
  Endpoint(URI uri, Language language) {
    // Escaped as it will be sent, since that form is signed.
    URI escaped = URI.create(uri.toASCIIString());
    scheme = escaped.getScheme();
    host = escaped.getHost();
    authority = UnsignedRequest.authority(scheme, host, escaped.getPort());
    String path = escaped.getRawPath();
    basePath = path.endsWith("/") ? path : path + "/";
    this.language = language;
  }

  /** Returns the host name of the gateway. */
  String host() {
    return host;
  }

  /** Returns a request without a body. */
  UnsignedRequest request(GovRequest<?> request) {
    return request(request, new byte[0], null, null);
  }

  /**
   * Returns a request with its body.
   *
   * @param file the body, if it is a file; null if {@code body} is the body
   * @param digest the digest of the body, as in the header {@code Content-Digest}; null if there is
   *     no body
   */
  UnsignedRequest request(
      GovRequest<?> request, byte[] body, @Nullable Content file, @Nullable String digest) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("accept", "application/json, application/problem+json");
    Language asked = request.language();
    headers.put("accept-language", (asked == null ? language : asked).tag());
    headers.put("user-agent", "yiwang/" + LibraryVersions.OWN);
    IdempotencyKey key = request.idempotencyKey();
    if (key != null) {
      headers.put("idempotency-key", key.value());
    }
    AccessToken bearer = request.bearer();
    if (bearer != null) {
      headers.put("authorization", "Bearer " + bearer.value());
    }
    if (digest != null) {
      headers.put("content-type", file == null ? "application/json" : file.mediaType());
      headers.put("content-digest", digest);
    }
    headers.putAll(request.headers());
    return new UnsignedRequest(
        request.method(),
        scheme,
        authority,
        basePath + request.path(),
        query(request.parameters()),
        headers,
        body,
        file);
  }

  private static String query(List<GovRequest.Parameter> parameters) {
    StringBuilder query = new StringBuilder();
    for (GovRequest.Parameter parameter : parameters) {
      query.append(query.isEmpty() ? '?' : '&');
      escape(parameter.name(), query);
      query.append('=');
      escape(parameter.value(), query);
    }
    return query.toString();
  }

  /**
   * Escapes all but the unreserved characters of RFC 3986, so that no intermediary has a reason to
   * normalise the query, which is signed.
   */
  private static void escape(String text, StringBuilder into) {
    for (byte b : text.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      if ((c >= 'A' && c <= 'Z')
          || (c >= 'a' && c <= 'z')
          || (c >= '0' && c <= '9')
          || "-._~".indexOf(c) >= 0) {
        into.append(c);
      } else {
        into.append('%')
            .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
  }
}
