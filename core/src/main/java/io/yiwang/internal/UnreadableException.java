package io.yiwang.internal;

/** An answer that cannot be read as what the operation gives. */
final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableException(String text) {
    super(text);
  }
}
