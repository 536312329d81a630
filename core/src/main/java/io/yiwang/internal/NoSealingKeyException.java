package io.yiwang.internal;

import java.security.GeneralSecurityException;

/** There is no sealing key; the text names no secret. */
final class NoSealingKeyException extends GeneralSecurityException {
  private static final long serialVersionUID = 1L;

  NoSealingKeyException(String text) {
    super(text);
  }
}
