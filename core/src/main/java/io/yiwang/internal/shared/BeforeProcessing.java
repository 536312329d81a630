package io.yiwang.internal.shared;

import org.jspecify.annotations.Nullable;

/**
 * Recognises rejections that the gateway makes before it looks at the idempotency key: because of
 * the signature, token, rate or opening hours, or because a sealed value could not be opened. Such
 * a rejection says nothing about an earlier call under the same key.
 *
 * @see "IGS/1 section 1"
 */
public final class BeforeProcessing {
  private BeforeProcessing() {}

  /** Returns whether every rejection with this HTTP status is made before processing. */
  public static boolean isStatus(int status) {
    return status == 401 || status == 403 || status == 429 || status >= 500;
  }

  /** Returns whether the code of a member says that its sealed value could not be opened. */
  public static boolean isFieldCode(@Nullable String code) {
    return code != null && code.startsWith("SEAL_");
  }
}
