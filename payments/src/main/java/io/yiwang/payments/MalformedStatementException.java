package io.yiwang.payments;

import java.io.IOException;

/** Thrown when a statement is incomplete or inconsistent. Nothing in it may be used. */
public final class MalformedStatementException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedStatementException(String what) {
    super("the statement is not to be used: " + what + "; fetch it again");
  }
}
