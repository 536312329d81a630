package io.yiwang.payments.reconciliation;

/** Says what is wrong with a row; {@link RowFile} adds the line. */
final class MalformedRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedRowException(String what) {
    super(what);
  }
}
