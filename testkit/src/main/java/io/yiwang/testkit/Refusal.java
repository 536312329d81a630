package io.yiwang.testkit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A no of the gateway, to be answered as a signed problem document. */
@SuppressWarnings("serial") // Never leaves the process.
final class Refusal extends RuntimeException {
  private final int status;
  private final String code;
  private final Map<String, Object> members = new LinkedHashMap<>();
  private @Nullable Duration retryAfter;

  Refusal(int status, String code, String detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }

  /** Adds a member to the problem document; a JSON tree, text, number or list. */
  Refusal with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  /** Adds {@code Retry-After}. */
  Refusal retryAfter(Duration wait) {
    retryAfter = wait;
    return this;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  Map<String, Object> members() {
    return members;
  }

  @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
