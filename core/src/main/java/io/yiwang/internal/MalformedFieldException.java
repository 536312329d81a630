package io.yiwang.internal;

/** Thrown when a header is not a valid structured field; the message does not quote it. */
final class MalformedFieldException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedFieldException(String what) {
    super(what);
  }
}
