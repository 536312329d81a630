package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the gateway before it is signed.
 *
 * @param contentType of {@code content}; absent without one
 * @param content the body's bytes
 * @param headers further headers
 */
@SuppressWarnings("ArrayRecordComponent") // Passed along once; never compared.
record Answer(
    int status, @Nullable String contentType, byte[] content, Map<String, String> headers) {
  /** Returns a JSON answer. */
  static Answer json(int status, JsonNode body) {
    return new Answer(status, "application/json", Json.bytes(body), Map.of());
  }

  /** Returns an answer without a body. */
  static Answer empty(int status) {
    return new Answer(status, null, new byte[0], Map.of());
  }
}
