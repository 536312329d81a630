package io.yiwang.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it came: nothing of it is to be believed.
 *
 * @param headers by lower-case name; lines of one name joined by a comma
 * @param body the bytes as they travelled, still compressed if they were
 */
@SuppressWarnings("ArrayRecordComponent") // Passed along once; never compared.
record RawReply(int status, Map<String, String> headers, byte[] body) {
  @Nullable String header(String name) {
    return headers.get(name);
  }

  boolean hasBody() {
    return body.length > 0;
  }

  @Override
  public String toString() {
    return "reply " + status;
  }
}
