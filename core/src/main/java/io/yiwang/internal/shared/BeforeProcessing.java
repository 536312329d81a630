package io.yiwang.internal.shared;

import org.jspecify.annotations.Nullable;

/**
 * What the gateway rejects before it looks at the idempotency key: for its signature, token, rate
 * or opening hours, or because a sealed value did not open. Such a no says nothing about an earlier
 * call under the same key.
 *
 * @see "IGS/1 section 1"
 */
public final class BeforeProcessing {
  private BeforeProcessing() {}

  /** Returns whether every rejection with that HTTP status is one. */
  public static boolean isStatus(int status) {
    return status == 401 || status == 403 || status == 429 || status >= 500;
  }

  /** Returns whether a member is rejected with that code because its sealed value did not open. */
  public static boolean isFieldCode(@Nullable String code) {
    return code != null && code.startsWith("SEAL_");
  }
}
