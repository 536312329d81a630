package io.yiwang;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Describes a downloaded file, which was complete and verified before it was moved into place.
 *
 * @param file the path of the file; untouched if {@code modified} is false
 * @param modified false if the gateway answered {@code If-None-Match} with 304: the caller's copy
 *     is current
 * @param headers the headers of the answer, by lower-case name. {@code etag} and {@code igs-cursor}
 *     are present only if the gateway signed them. The others are <em>not</em> covered by its
 *     signature, so an intermediary can change them
 */
public record Download(Path file, boolean modified, Map<String, String> headers) {
  /** Copies the headers. */
  public Download {
    headers = Map.copyOf(headers);
  }

  /** Returns a header of the answer, if there is one; the case of the name does not matter. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Leaves out the file's name, which may identify a person. */
  @Override
  public String toString() {
    return modified ? "download" : "download, not modified";
  }
}
