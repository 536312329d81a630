package io.yiwang.payments.reconciliation;

/** Thrown when a row is malformed; {@link RowFile} adds the line number. */
final class MalformedRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedRowException(String what) {
    super(what);
  }
}
