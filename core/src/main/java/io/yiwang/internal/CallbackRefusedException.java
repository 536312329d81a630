package io.yiwang.internal;

/** Thrown when a callback is refused. */
public final class CallbackRefusedException extends Exception {
  private static final long serialVersionUID = 1L;
  private final String reason;

  CallbackRefusedException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** Returns the reason as {@code CallbackVerdict.Reason} names it. */
  public String reason() {
    return reason;
  }
}
