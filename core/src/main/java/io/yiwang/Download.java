package io.yiwang;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Describes a file that the gateway gave, whole and verified before it was put in its place.
 *
 * @param file where it is; untouched where it is not {@code modified}
 * @param modified false where the gateway answered a request with {@code If-None-Match} with 304:
 *     what the caller has is the newest
 * @param headers of the answer, by lower-case name. {@code etag} and {@code igs-cursor} are here
 *     only if the gateway signed them. The others are <em>not</em> covered by its signature: take
 *     nothing from them that somebody on the way could use
 */
public record Download(Path file, boolean modified, Map<String, String> headers) {
  /** Copies the headers. */
  public Download {
    headers = Map.copyOf(headers);
  }

  /** Returns a header of the answer by its name in any case; nothing where it has none. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Hides the name of a file, which can tell whose it is. */
  @Override
  public String toString() {
    return modified ? "download" : "download, not modified";
  }
}
