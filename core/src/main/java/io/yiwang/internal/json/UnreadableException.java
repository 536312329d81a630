package io.yiwang.internal.json;

/** Thrown when an answer cannot be read as the type that the operation returns. */
public final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates an exception whose text must not quote the answer. */
  public UnreadableException(String text) {
    super(text);
  }
}
