package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer as it is sent, and what the network does to it.
 *
 * @param over the time over which the body is sent; zero for at once
 */
@SuppressWarnings("ArrayRecordComponent") // Passed along once; never compared.
record Sent(int status, Map<String, String> headers, byte[] body, Way way, Duration over) {
  /** Names what the network does to an answer. */
  enum Way {
    /** The answer arrives. */
    WHOLE,
    /** The connection closes without a byte. */
    LOST,
    /** The connection is reset. */
    RESET,
    /** The connection closes in the middle of the body. */
    HALF
  }

  static Sent whole(int status, Map<String, String> headers, byte[] body) {
    return new Sent(status, new LinkedHashMap<>(headers), body, Way.WHOLE, Duration.ZERO);
  }

  static Sent nothing(Way way) {
    return new Sent(500, Map.of(), new byte[0], way, Duration.ZERO);
  }

  /** Returns the unsigned answer of a proxy. */
  static Sent ofProxy(int status) {
    byte[] page = ("<html><body><h1>" + status + "</h1></body></html>").getBytes(UTF_8);
    return whole(status, Map.of("Content-Type", "text/html"), page);
  }

  Sent half() {
    return new Sent(status, headers, body, Way.HALF, over);
  }

  Sent over(Duration duration) {
    return new Sent(status, headers, body, way, duration);
  }

  Sent body(byte[] other) {
    return new Sent(status, headers, other, way, over);
  }

  Sent without(String... names) {
    Map<String, String> fewer = new LinkedHashMap<>(headers);
    for (String name : names) {
      fewer.remove(name);
    }
    return new Sent(status, fewer, body, way, over);
  }
}
