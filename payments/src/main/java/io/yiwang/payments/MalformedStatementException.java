package io.yiwang.payments;

import java.io.IOException;

/**
 * Says that a statement is not whole, or does not agree with itself. Nothing of it is to be used.
 */
public final class MalformedStatementException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedStatementException(String what) {
    super("the statement is not to be used: " + what + "; fetch it again");
  }
}
