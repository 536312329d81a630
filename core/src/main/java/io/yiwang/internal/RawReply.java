package io.yiwang.internal;

import io.yiwang.signing.ContentDigest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it came. Untrusted.
 *
 * @param headers the headers by name, in lower or any case; lines with the same name are joined by
 *     a comma
 * @param body the bytes as received, compressed if they were; empty if they are in a file
 * @param file the file with the bytes, for a download; null otherwise
 */
@SuppressWarnings("ArrayRecordComponent") // Passed along once; never compared.
record RawReply(int status, Map<String, String> headers, byte[] body, @Nullable Path file) {
  RawReply(int status, Map<String, String> headers, byte[] body) {
    this(status, headers, body, null);
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }

  boolean hasBody() {
    return body.length > 0 || file != null;
  }

  byte[] digest(ContentDigest algorithm) throws IOException {
    if (file == null) {
      return algorithm.digest(body);
    }
    try (InputStream in = open()) {
      return algorithm.digest(in);
    }
  }

  /** Opens the bytes as received; the caller closes the stream. */
  InputStream open() throws IOException {
    return file == null ? new ByteArrayInputStream(body) : Files.newInputStream(file);
  }

  @Override
  public String toString() {
    return "reply " + status;
  }
}
