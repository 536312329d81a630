package io.yiwang.internal;

import java.security.GeneralSecurityException;

/** There is no sealing key; the text names no secret. */
final class NoSealingKeyException extends GeneralSecurityException {
  private static final long serialVersionUID = 1L;

  private final boolean unreachable;

  /**
   * @param unreachable whether the gateway could not be reached to be asked for one
   */
  NoSealingKeyException(String text, boolean unreachable) {
    super(text);
    this.unreachable = unreachable;
  }

  boolean unreachable() {
    return unreachable;
  }
}
