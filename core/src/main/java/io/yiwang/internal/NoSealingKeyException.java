package io.yiwang.internal;

import java.security.GeneralSecurityException;

/** Thrown when there is no sealing key; the message contains no secret. */
final class NoSealingKeyException extends GeneralSecurityException {
  private static final long serialVersionUID = 1L;

  private final boolean unreachable;

  /**
   * Makes an exception.
   *
   * @param unreachable whether the reason is that the gateway could not be reached
   */
  NoSealingKeyException(String text, boolean unreachable) {
    super(text);
    this.unreachable = unreachable;
  }

  boolean unreachable() {
    return unreachable;
  }
}
