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
 * An answer as it came: nothing of it is to be believed.
 *
 * @param headers by name, found by its lower case; lines of one name joined by a comma
 * @param body the bytes as they travelled, still compressed if they were; empty where they are in a
 *     file
 * @param file where they are instead, for a download
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

  /** Returns the bytes as they travelled; to be closed by the caller. */
  InputStream open() throws IOException {
    return file == null ? new ByteArrayInputStream(body) : Files.newInputStream(file);
  }

  @Override
  public String toString() {
    return "reply " + status;
  }
}
