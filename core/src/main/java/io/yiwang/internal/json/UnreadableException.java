package io.yiwang.internal.json;

/** Says that an answer cannot be read as what the operation gives. */
public final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says why; the text quotes nothing of the answer. */
  public UnreadableException(String text) {
    super(text);
  }
}
