package io.yiwang.internal.json;

/** Thrown when a record cannot be stored or read again; the message does not quote it. */
public final class UnstorableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnstorableException(String text) {
    super(text);
  }
}
