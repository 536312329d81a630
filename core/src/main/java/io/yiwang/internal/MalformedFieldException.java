package io.yiwang.internal;

/** The text is not of the form; nothing of it is quoted. */
final class MalformedFieldException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedFieldException(String what) {
    super(what);
  }
}
