package io.yiwang.internal.json;

/** A record that cannot be stored, or read again; quotes nothing of it. */
public final class UnstorableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnstorableException(String text) {
    super(text);
  }
}
